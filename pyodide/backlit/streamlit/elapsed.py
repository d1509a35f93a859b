"""How long a task has run."""

import time

from backlit.timings import Timings


def elapsed(timings: Timings) -> float | None:
    """The seconds from the start of the task to its end, or to now; None: it has not started."""
    if timings.started is None:
        return None
    return (timings.ended or time.time()) - timings.started
