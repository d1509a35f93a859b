"""A task on threads."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from backlit import task_id
from backlit.call import Call
from backlit.errors import TimeoutError
from backlit.task import ENDED, Rung, Task
from backlit.task_settings import TaskSettings
from backlit.task_status import TaskStatus
from backlit.threads.attempt import Attempt
from backlit.threads.clock import Clock
from backlit.threads.deadlines import Deadline, Deadlines
from backlit.threads.executor import Executor
from backlit.threads.progress_buffer import ProgressBuffer
from backlit.timings import Timings

T = TypeVar("T")


class ThreadTask(Task[T]):
    """A task on threads: the state machine, and the ladder of its cancel.

    The lock is held for a few steps only, and never while code of a user runs. Whoever holds it may
    take the locks of attempts, executors and deadlines, and none of these takes it.
    """

    def __init__(
        self,
        call: Call,
        settings: TaskSettings,
        executor: Executor,
        deadlines: Deadlines,
        clock: Clock,
        ended: "Callable[[ThreadTask[Any]], None]",
    ) -> None:
        self.id = task_id.new()
        self.name = settings.name
        self.settings = settings
        self._work: tuple[Call, contextvars.Context] | None = (call, contextvars.copy_context())
        self._executor = executor
        self._deadlines = deadlines
        self._clock = clock
        self._callbacks: list[Callable[[], None]] = [lambda: ended(self)]
        self._lock = threading.Lock()
        self._status = TaskStatus.PENDING
        self._result: T
        self._error: BaseException | None = None
        self._progress = ProgressBuffer()
        self._attempt: Attempt | None = None
        self._attempts = 0
        self._begun = 0.0  # on the clock that is never set
        self._queued = clock.wall()
        self._started: float | None = None
        self._ended_at: float | None = None
        self._has_timed_out = False
        self._cancel_requested = False
        self._cancelled_by: Rung | None = None
        self._armed: list[Deadline] = []

    # ---- For everybody

    @property
    def status(self) -> TaskStatus:
        return self._status

    @property
    def error(self) -> BaseException | None:
        return self._error

    @property
    def progress(self) -> list[Any]:
        return self._progress.drain()

    @property
    def latest(self) -> Any:
        return self._progress.latest

    @property
    def progress_dropped(self) -> int:
        return self._progress.dropped

    @property
    def attempts(self) -> int:
        return self._attempts

    @property
    def timings(self) -> Timings:
        return Timings(self._queued, self._started, self._ended_at)

    @property
    def cancel_requested(self) -> bool:
        return self._cancel_requested

    @property
    def cancelled_by(self) -> Rung | None:
        return self._cancelled_by

    def cancel(self) -> bool:
        with self._lock:
            if self._status in ENDED:
                return False
            if self._cancel_requested:
                return True
            self._cancel_requested = True
            if self._attempt is not None:
                self._climb(self._attempt)
                return True
            self._end(TaskStatus.CANCELLED, rung="flag")
            self._executor.discard(self)
        self._tell()
        return True

    def _value(self) -> T:
        return self._result

    def _when_ended(self, callback: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()

        def wake() -> None:  # from whichever thread ends the task
            with suppress(RuntimeError):  # the loop of somebody who waits no more may be closed
                loop.call_soon_threadsafe(callback)

        with self._lock:
            if self._status not in ENDED:
                self._callbacks.append(wake)
                return
        callback()

    # ---- For the executors

    def begin(self, attempt: Attempt) -> bool:
        """Begins an attempt; gives whether there is to be one."""
        with self._lock:
            if self._work is None or self._attempt is not None:
                return False
            attempt.call, context = self._work
            attempt.context = context.copy()
            now = self._clock.now()
            if self._attempts == 0:
                self._begun = now
                self._started = self._clock.wall()
            self._attempts += 1
            self._attempt = attempt
            self._status = TaskStatus.RUNNING
            self._has_timed_out = False
            if self.settings.timeout is not None:
                self._arm(now + self.settings.timeout, lambda: self._time_out(attempt))
            return True

    def add_progress(self, attempt: Attempt, value: Any) -> None:
        """Adds a progress value, if the attempt has not been given up."""
        if self._attempt is attempt:
            self._progress.put(value)

    def succeed(self, attempt: Attempt, result: T) -> None:
        """The attempt's function has returned."""
        if attempt.completes_cancelled:
            self._give_up(attempt)
            return
        with self._lock:
            if self._attempt is not attempt:
                return
            self._result = result
            self._end(TaskStatus.DONE)
        self._tell()

    def fail(self, attempt: Attempt, error: BaseException) -> None:
        """The attempt's function has raised something."""
        if isinstance(error, asyncio.CancelledError):
            if self._cancel_requested or not self._has_timed_out:
                self._give_up(attempt)
                return
            error = self._timeout_error()
        self._conclude(attempt, error, is_disowned=False)

    def cut(self) -> None:
        """Ends the task as it stands, since everything ends."""
        with self._lock:
            if self._status in ENDED:
                return
            self._cancel_requested = True
            attempt = self._attempt
            if attempt is not None:
                attempt.stop()
                attempt.interrupt()
                self._executor.abandon(attempt)
            self._end(TaskStatus.CANCELLED, rung="flag" if attempt is None else "disown")
            self._executor.discard(self)
        self._tell()

    # ---- The ladder

    def _climb(self, attempt: Attempt) -> None:
        """Under the lock: has an attempt stopped, by what it takes."""
        attempt.stop()
        interrupt_at = self._clock.now() + self.settings.flag_grace
        if self.settings.flag_grace > 0:
            self._arm(interrupt_at, lambda: self._interrupt(attempt))
        else:
            attempt.interrupt()
        if self.settings.cancel_grace is not None:
            self._arm(interrupt_at + self.settings.cancel_grace, lambda: self._disown(attempt))

    def _interrupt(self, attempt: Attempt) -> None:
        with self._lock:
            if self._attempt is attempt:
                attempt.interrupt()

    def _time_out(self, attempt: Attempt) -> None:
        with self._lock:
            if self._attempt is attempt and not self._cancel_requested:
                self._has_timed_out = True
                self._climb(attempt)

    def _disown(self, attempt: Attempt) -> None:
        if self._cancel_requested:
            self._give_up(attempt, is_disowned=True)
        else:
            self._conclude(attempt, self._timeout_error(), is_disowned=True)

    # ---- The ends

    def _give_up(self, attempt: Attempt, *, is_disowned: bool = False) -> None:
        with self._lock:
            if self._attempt is not attempt:
                return
            rung: Rung | None = None
            if self._cancel_requested:
                rung = "interrupt" if attempt.is_interrupted else "flag"
            if is_disowned:
                rung = "disown"
                self._executor.abandon(attempt)
            self._end(TaskStatus.CANCELLED, rung=rung)
        self._tell()

    def _conclude(self, attempt: Attempt, error: BaseException, *, is_disowned: bool) -> None:
        try:
            delay = self._delay_after(error)
        except BaseException as failure:  # of a user's own filter
            error, delay = failure, None
        with self._lock:
            if self._attempt is not attempt:
                return
            if is_disowned:
                self._executor.abandon(attempt)
            if delay is None:
                self._error = error
                self._end(TaskStatus.ERROR)
            elif self._cancel_requested:  # what it was to end is the next attempt
                self._end(TaskStatus.CANCELLED, rung="flag")
            else:
                self._wait(delay)
                return
        self._tell()

    def _delay_after(self, error: BaseException) -> float | None:
        """The seconds until another attempt; None: there is none."""
        policy = self.settings.retry
        if policy is None or not policy.should_retry(error):
            return None
        if self._attempts >= policy.max_attempts:
            return None
        elapsed = self._clock.now() - self._begun
        if policy.max_elapsed is not None and elapsed >= policy.max_elapsed:
            return None
        return policy.delay_for_attempt(self._attempts - 1)

    def _wait(self, delay: float) -> None:
        """Under the lock: has another attempt made, later."""
        self._attempt = None
        self._disarm()
        if delay > 0:
            self._arm(self._clock.now() + delay, self._again)
        else:
            self._executor.put(self, always=True)

    def _again(self) -> None:
        with self._lock:
            if self._status not in ENDED:
                self._executor.put(self, always=True)

    def _end(self, status: TaskStatus, rung: Rung | None = None) -> None:
        """Under the lock: the one and only end. `_tell()` has to follow, without the lock."""
        self._cancelled_by = rung
        self._ended_at = self._clock.wall()
        self._status = status
        self._attempt = None
        self._disarm()
        self._work = None  # and what it holds: a task may be kept for long

    def _tell(self) -> None:
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def _arm(self, time: float, action: Callable[[], None]) -> None:
        self._armed.append(self._deadlines.arm(time, action))

    def _disarm(self) -> None:
        for deadline in self._armed:
            deadline.disarm()
        self._armed.clear()

    def _timeout_error(self) -> TimeoutError:
        return TimeoutError(f"the task did not end within its timeout of {self.settings.timeout} s")
