"""A clock that stands still until a test moves it."""

import threading

from conditions import PATIENCE

from backlit.threads.clock import Clock

DEADLINES = "backlit-deadlines"


class ManualClock(Clock):
    """Stands still until `advance()`. At 0 it is a Tuesday noon, 1 September 2026, UTC."""

    def __init__(self) -> None:
        self._now = 0.0
        self._changed = threading.Condition()
        self._waits: dict[threading.Condition, float | None] = {}
        self._deadlines: threading.Condition | None = None
        self._rounds = 0  # so often everything was done that was due

    def now(self) -> float:
        return self._now

    def wall(self) -> float:
        return 1_788_264_000.0 + self._now

    def wait(self, condition: threading.Condition, until: float | None) -> None:
        with self._changed:
            if until is not None and until <= self._now:
                return
            if threading.current_thread().name == DEADLINES:
                self._deadlines = condition
                self._rounds += 1
            self._waits[condition] = until
            self._changed.notify_all()
        condition.wait()
        with self._changed:
            del self._waits[condition]
            self._changed.notify_all()

    def wait_for_deadlines(self) -> None:
        """Returns when there is a thread that does what is due."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._deadlines is not None, PATIENCE)

    def advance(self, seconds: float) -> None:
        """Moves the clock, and returns when all is done that was due."""
        with self._changed:
            self._now += seconds
            due = [condition for condition, until in self._waits.items() if self._is_past(until)]
        with self._deadlines:
            rounds = self._rounds
            self._deadlines.notify_all()
        for condition in due:
            with condition:
                condition.notify_all()
        with self._changed:
            assert self._changed.wait_for(lambda: self._has_settled(rounds), PATIENCE)

    def wait_for_sleepers(self, count: int) -> None:
        """Returns when so many functions sleep."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._sleepers() == count, PATIENCE)

    def _sleepers(self) -> int:
        return sum(condition is not self._deadlines for condition in self._waits)

    def _is_past(self, until: float | None) -> bool:
        return until is not None and until <= self._now

    def _has_settled(self, rounds: int) -> bool:
        return self._rounds > rounds and not any(map(self._is_past, self._waits.values()))
