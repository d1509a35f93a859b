"""Something that is done again and again, on threads."""

import logging
import threading
from collections.abc import Callable

from backlit.backend import Schedule
from backlit.threads.clock import Clock
from backlit.threads.deadlines import Deadline, Deadlines
from backlit.trigger import Trigger

# A due time that is far is looked at again so often, in seconds, as the system's clock may be set.
LOOK_AGAIN = 60.0


class ThreadSchedule(Schedule):
    """Something that is done whenever its trigger says so."""

    def __init__(
        self, trigger: Trigger, tick: Callable[[], object], deadlines: Deadlines, clock: Clock
    ) -> None:
        self._trigger = trigger
        self._tick = tick
        self._deadlines = deadlines
        self._clock = clock
        self._lock = threading.RLock()  # a tick may close its own schedule
        self._deadline: Deadline | None = None
        self._is_closed = False
        self._due = trigger.first_after(clock.wall())
        self.resume()

    @property
    def due(self) -> float | None:
        return None if self._deadline is None else self._due

    def pause(self) -> None:
        with self._lock:
            if self._deadline is not None:
                self._deadline.disarm()
                self._deadline = None

    def resume(self) -> None:
        with self._lock:
            if self._is_closed or self._deadline is not None:
                return
            now = self._clock.wall()
            if self._due <= now:
                self._due = self._trigger.next_after(now, self._due)
            self._arm()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            self.pause()

    def _arm(self) -> None:
        seconds = min(self._due - self._clock.wall(), LOOK_AGAIN)
        self._deadline = self._deadlines.arm(self._clock.now() + seconds, self._look)

    def _look(self) -> None:
        with self._lock:
            if self._deadline is None:  # it was paused meanwhile
                return
            now = self._clock.wall()
            is_due = self._due <= now
            if is_due:
                self._due = self._trigger.next_after(now, self._due)
            self._arm()
            if is_due:
                self._do()

    def _do(self) -> None:
        try:
            self._tick()
        except Exception:
            logging.getLogger("backlit").exception("a scheduled task could not be submitted")
