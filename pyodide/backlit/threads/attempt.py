"""One call of a task's function."""

import asyncio
import threading
from abc import abstractmethod
from collections.abc import Callable
from contextvars import Context
from typing import TYPE_CHECKING, Any

from backlit.call import Call
from backlit.current import CurrentTask, current
from backlit.threads.clock import Clock
from backlit.threads.interrupt_gate import InterruptGate

if TYPE_CHECKING:
    from backlit.threads.task import ThreadTask


class Attempt(CurrentTask):
    """One call of a task's function. Its task forgets it when it gives it up."""

    def __init__(self, task: "ThreadTask[Any]") -> None:
        super().__init__(task.name)
        self.task = task
        self.call: Call  # both are given by the task, when it begins the attempt
        self.context: Context
        self.is_interrupted = False
        self._is_stopping = False

    def progress(self, value: Any) -> None:
        self.task.add_progress(self, value)

    def cancel_requested(self) -> bool:
        return self._is_stopping

    def stop(self) -> None:
        """Tells the function that it shall end."""
        self._is_stopping = True

    @abstractmethod
    def interrupt(self) -> None:
        """Raises `asyncio.CancelledError` in the function."""


class ThreadAttempt(Attempt):
    """A call in a thread of the pool."""

    def __init__(self, task: "ThreadTask[Any]", clock: Clock) -> None:
        super().__init__(task)
        self._clock = clock
        self._gate = InterruptGate()
        self._condition = threading.Condition()
        self._is_sleeping = False

    def run(self) -> None:
        """Calls the function, and tells the task how it went."""
        try:
            result = self.context.run(self._call)
        except BaseException as error:
            self.task.fail(self, error)
        else:
            self.task.succeed(self, result)

    def _call(self) -> Any:
        current.set(self)
        return self._gate.run(self.call, self.progress)

    def stop(self) -> None:
        with self._condition:
            super().stop()
            self._condition.notify_all()

    def interrupt(self) -> None:
        with self._condition:
            if not self._is_sleeping:  # else that raises it
                self.is_interrupted = self._gate.interrupt()

    def sleep(self, seconds: float) -> None:
        until = self._clock.now() + seconds
        with self._condition:
            self._is_sleeping = True
            try:
                while not self._is_stopping and self._clock.now() < until:
                    self._clock.wait(self._condition, until)
                if self._is_stopping:
                    self._gate.is_spent = True  # a cleanup is not to be interrupted as well
                    raise asyncio.CancelledError
            finally:
                self._is_sleeping = False


class LoopAttempt(Attempt):
    """A call of a coroutine function, on the loop."""

    def __init__(self, task: "ThreadTask[Any]", loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(task)
        self._loop = loop
        self._asyncio_task: asyncio.Task[Any] | None = None

    def begin(self, ended: Callable[[], None]) -> None:
        """On the loop: calls the function; `ended` is called at its end."""
        self.context.run(current.set, self)
        self._asyncio_task = self._loop.create_task(self._run(), context=self.context)
        self._asyncio_task.add_done_callback(self._report)
        self._asyncio_task.add_done_callback(lambda _: ended())

    async def _run(self) -> tuple[Any, BaseException | None]:
        try:
            return await self.call(self.progress), None
        except (SystemExit, KeyboardInterrupt) as error:  # they would end the loop
            return None, error

    def _report(self, asyncio_task: "asyncio.Task[tuple[Any, BaseException | None]]") -> None:
        try:
            result, error = asyncio_task.result()
        except BaseException as raised:
            result, error = None, raised
        self._asyncio_task = None
        if error is None:
            self.task.succeed(self, result)
        else:
            self.task.fail(self, error)

    def interrupt(self) -> None:
        self.is_interrupted = True
        self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        if self._asyncio_task is not None:
            self._asyncio_task.cancel()

    def sleep(self, seconds: float) -> None:
        raise RuntimeError(
            f"backlit.sleep({seconds!r}) would hold up all coroutines: "
            f"use `await asyncio.sleep({seconds!r})`"
        )
