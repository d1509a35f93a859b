"""The backend in a browser's Python."""

import asyncio
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from pyodide.ffi import can_run_sync, create_proxy, run_sync

from backlit import codec, errors, local_calls
from backlit.backend import Backend, StartOptions
from backlit.browser import start
from backlit.browser.client import Client
from backlit.browser.function_table import FunctionTable
from backlit.browser.options import Options
from backlit.browser.schedule import BrowserSchedule
from backlit.browser.task import BrowserTask
from backlit.browser.waiting import Waiting
from backlit.call import Call
from backlit.function_pickles import FunctionPickles
from backlit.progress_queue import NAMES
from backlit.submission import Submission
from backlit.task import Task
from backlit.task_settings import TaskSettings
from backlit.trigger import Trigger


@dataclass(frozen=True, slots=True)
class Prepared:
    """A call that can be submitted.

    Attributes:
        function: Its pickle; None: the call stays in this interpreter.
        arguments: The value that the worker gets; of one that stays, its number in `local_calls`.
    """

    settings: TaskSettings
    is_async: bool
    function: bytes | None
    arguments: codec.Encoded
    local: int | None = None


class Runtime:
    """The runtime of the core, for as long as it runs."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.core_status = client.exports.backlit_status
        self.is_open = True
        self.functions = FunctionTable(client)
        self.options = Options(client)
        self._callbacks: dict[float, list[Callable[[], None]]] = {}
        self._folders: list[str] = []
        self._proxies = [create_proxy(_print), create_proxy(self._ended)]
        client.onOutput(self._proxies[0])
        client.onEnded(self._proxies[1])

    def submit(self, prepared: Prepared) -> float:
        """Submits a call; gives the handle of its task.

        Raises:
            QueueFullError, OutOfMemoryError: Nothing was submitted.
        """
        self.describe(prepared)
        handle = self.client.submit(prepared.is_async)
        if handle < 0:
            raise errors.of_core(*self.client.describe(int(handle)))
        return handle

    def describe(self, prepared: Prepared) -> None:
        """Leaves in the core what is to be submitted, and how."""
        if sys.path != self._folders:
            self._folders = list(sys.path)
            self.client.useFolders(self._folders)
        self.options.use(prepared.settings, is_local=prepared.local is not None)
        arguments = prepared.arguments
        references = (
            () if prepared.function is None else (self.functions.payload(prepared.function),)
        )
        codec.fill(self.client.create(arguments.size, arguments.buffers, *references), arguments)

    def watch(self, handle: float, callback: Callable[[], None]) -> bool:
        """Calls back at the task's end. False: it has ended."""
        if handle not in self._callbacks and not self.client.watch(handle):
            return False
        self._callbacks.setdefault(handle, []).append(callback)
        return True

    def _ended(self, handle: float) -> None:
        for callback in self._callbacks.pop(handle, ()):
            callback()

    def close(self) -> None:
        self.is_open = False
        self.client.close()
        for proxy in self._proxies:
            proxy.destroy()


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

    async def start(self, options: StartOptions) -> None:
        if self._starting is None:
            self._options = options
        self._options.check_same(options)
        await self._start_once()
        if not self._is_local:  # until then, tasks wait for the first worker
            await self.submit(Call(int, (), {}), TaskSettings(name="backlit.start()"))

    def _start_once(self) -> "asyncio.Future[None]":
        if self._starting is None:
            self._starting = asyncio.ensure_future(self._start())
        return self._starting

    async def _start(self) -> None:
        try:
            runtime = Runtime(await start.start(self._options))
        except BaseException as error:
            self._starting = None
            self._schedules.clear()
            self._waiting.fail(error)
            raise
        if self._is_closed:
            runtime.close()
            return
        self._runtime = runtime
        for task, prepared in self._waiting.take().items():
            self._give(runtime, task, prepared)
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
            number = local_calls.add(call, settings.retry)
            encoded = codec.encode(number, is_plain=True)
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
        value = (call.args, call.kwargs, _wants_queue(function), settings.retry)
        try:
            encoded = codec.encode(value, is_plain=settings.retry is None and _is_plain(call))
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
        return start.diagnose(None if self._runtime is None else self._runtime.client)


def _is_plain(call: Call) -> bool:
    plain = codec.PLAIN
    return all(type(arg) in plain for arg in call.args) and all(
        type(arg) in plain for arg in call.kwargs.values()
    )


def _wants_queue(function: Callable[..., Any]) -> bool | None:
    """False: none of its parameters has such a name. None: that is to be looked up."""
    if not isinstance(function, FunctionType) or function.__dict__:
        return None
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return None if any(name in names for name in NAMES) else False


def _print(stream: int, text: str) -> None:
    target = sys.stdout if stream == 1 else sys.stderr
    target.write(text)
    target.flush()
