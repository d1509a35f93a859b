"""When things happened to a task."""

from typing import NamedTuple


class Timings(NamedTuple):
    """When things happened to a task, in seconds since 1970; None: they have not.

    Attributes:
        queued: It was submitted.
        started: Its function was called, for the first time.
        ended: It had its end.
    """

    queued: float
    started: float | None = None
    ended: float | None = None
