"""The time, and waiting for it. Tests have a clock of their own."""

import threading
import time


class Clock:
    """The system's clocks."""

    def now(self) -> float:
        """Seconds on a clock that is never set."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def wait(self, condition: threading.Condition, until: float | None) -> None:
        """Waits, the condition's lock being held, to be notified, or for `now()` to be `until`."""
        condition.wait(None if until is None else max(0.0, until - self.now()))
