"""The backend in a browser's Python."""

import asyncio
import uuid
from typing import Any

from pyodide.ffi import can_run_sync, run_sync

from backlit import codec, local_calls, streamlit_objects
from backlit.backend import Backend, StartOptions
from backlit.browser import start
from backlit.browser.prepared import Prepared
from backlit.browser.runtime import Runtime
from backlit.browser.schedule import BrowserSchedule
from backlit.browser.task import BrowserTask
from backlit.browser.waiting import Waiting
from backlit.call import Call
from backlit.errors import BacklitError
from backlit.function_pickles import FunctionPickles
from backlit.submission import Submission
from backlit.task import Task
from backlit.task_settings import TaskSettings
from backlit.task_status import TaskStatus
from backlit.trigger import Trigger
from backlit.work import Work


class BrowserBackend(Backend):
    """Runs tasks in Pyodide workers; where there can be none, on the caller's event loop."""

    def __init__(self) -> None:
        self._pickles = FunctionPickles()
        self._waiting = Waiting()
        self._schedules: list[tuple[BrowserSchedule, Prepared]] = []  # that wait likewise
        self._runtime: Runtime | None = None
        self._starting: asyncio.Future[None] | None = None
        self._options = StartOptions()
        self._is_local = not start.is_isolated()
        self._is_closed = False
        self._problem: str | None = None  # with the start
        streamlit_objects.refuse()

    async def start(self, options: StartOptions) -> None:
        if self._starting is None:
            self._options = options
        self._options.check_same(options)
        await self._start_once()
        if self._is_local:
            return
        try:  # a task waits for the first worker
            await self.submit(Call(int, (), {}), TaskSettings(name="backlit.start()"))
        except asyncio.CancelledError:
            if not self._is_closed:
                raise
            raise RuntimeError("backlit was shut down while it started") from None

    def _start_once(self) -> "asyncio.Future[None]":
        if self._starting is None:
            self._starting = asyncio.ensure_future(self._start())
            # What it raises is told by the tasks that wait.
            self._starting.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        return self._starting

    async def _start(self) -> None:
        try:
            runtime = Runtime(await start.start(self._options))
        except BaseException as error:
            self._starting = None
            self._problem = str(error)
            self._schedules.clear()
            self._waiting.fail(error)
            raise
        if self._is_closed:
            runtime.close()
            return
        self._runtime = runtime
        for task, prepared in self._waiting.take().items():
            try:
                self._give(runtime, task, prepared)
            except BacklitError as error:
                task.end(TaskStatus.ERROR, None, error)
        for schedule, prepared in self._schedules:
            schedule.open(runtime, prepared)
        self._schedules.clear()
        for task, callback in self._waiting.take_callbacks():
            task._when_ended(callback)

    def submit(self, call: Call, settings: TaskSettings) -> Task[Any]:
        prepared = self._prepare(call, settings)
        runtime = self._running()
        if runtime is None:
            task: BrowserTask[Any] = BrowserTask(str(uuid.uuid4()), settings.name, self._waiting)
            self._waiting.add(task, prepared)
        else:
            task = BrowserTask(None, settings.name)
            self._give(runtime, task, prepared)
        return task

    @staticmethod
    def _give(runtime: Runtime, task: BrowserTask[Any], prepared: Prepared) -> None:
        handle = runtime.submit(prepared)
        task.give(runtime, handle, is_local=prepared.local is not None)
        task.own_call = prepared.local

    def _running(self) -> Runtime | None:
        """The runtime; None if it is still starting, and this code may not wait for it."""
        if self._runtime is None:
            starting = self._start_once()
            if can_run_sync():
                run_sync(starting)
        return self._runtime

    def _prepare(self, call: Call, settings: TaskSettings) -> Prepared:
        if self._is_local or settings.executor == "local":
            number = local_calls.add(Work(call, settings.retry, settings.name))
            encoded = codec.encode(number)
            return Prepared(settings, call.is_async, None, encoded, number)
        function = call.function
        try:
            pickle = self._pickles.of(function)
        except Exception as error:
            raise TypeError(
                f"run({function!r:.200}): the function cannot be sent to a worker: {error}. "
                "Give one that holds nothing but what can be pickled, or "
                "use options(executor='local')"
            ) from error
        value = (call.args, call.kwargs, settings.retry, settings.name)
        try:
            encoded = codec.encode(value)
        except Exception as error:
            raise self._argument_error(call, error) from error
        return Prepared(settings, call.is_async, pickle, encoded)

    @staticmethod
    def _argument_error(call: Call, error: Exception) -> TypeError:
        named = [*enumerate(call.args, 1), *call.kwargs.items()]
        for name, value in named:
            try:
                codec.encode(value)
            except Exception as reason:
                return TypeError(
                    f"run({call.function!r:.200}): argument {name}, {value!r:.200}, cannot be sent "
                    f"to a worker: {reason}. Give what can be pickled, or use "
                    "options(executor='local')"
                )
        return TypeError(f"run({call.function!r:.200}): it cannot be sent to a worker: {error}")

    def open_schedule(self, trigger: Trigger, submission: Submission) -> BrowserSchedule:
        prepared = self._prepare(submission.call, submission.settings)
        schedule = BrowserSchedule(trigger, submission)
        runtime = self._running()
        if runtime is None:
            self._schedules.append((schedule, prepared))
        else:
            schedule.open(runtime, prepared)
        return schedule

    def shutdown(self) -> None:
        self._is_closed = True
        for task in self._waiting.take():
            self._waiting.discard(task)
        if self._runtime is not None:
            self._runtime.close()

    def diagnose(self) -> dict[str, object]:
        found = start.diagnose(None if self._runtime is None else self._runtime.proxy)
        return found | {"problem": self._problem or found.get("problem")}
