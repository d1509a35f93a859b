"""Running the tasks of one worker."""

import asyncio
import os
import pickle
import sys
from contextlib import suppress
from contextvars import copy_context
from importlib.util import find_spec
from typing import Any
from zipimport import zipimporter

from backlit import codec, local_calls, remote_errors, runtime
from backlit._vendor.cloudpickle import cloudpickle
from backlit.backend import Backend
from backlit.bound import bound
from backlit.call import Call
from backlit.current import current
from backlit.errors import OutOfMemoryError
from backlit.retry_policy import RetryPolicy
from backlit.work import Work
from backlit.worker import interrupts, loop, output
from backlit.worker.attempt import Attempt, CoroutineAttempt, write
from backlit.worker.host import Host
from backlit.worker.wait import Wait

DONE = 2
ERROR = 3
CANCELLED = 4

MOST_KEPT = 64

COMPAT = os.path.join(os.path.dirname(codec.__file__), "compat.py")

STANDARD_LIBRARY = f"{sys.base_prefix.rstrip('/')}/lib/python"

# Not of interest in a traceback.
OWN_FILES = {__file__, interrupts.__file__, codec.__file__, Call.__call__.__code__.co_filename}


class Worker:
    """Runs what JavaScript has taken from the core. JavaScript calls all its methods.

    Args:
        host: What JavaScript gives.
    """

    def __init__(self, host: Host) -> None:
        self._host = bound(host)
        self._wait = Wait(self._host.exports)
        self._kept: dict[float, Work] = {}  # by task, for further attempts
        self._has_streamlit = False
        self._coroutines: dict[asyncio.Task[None], Attempt] = {}

    def own_process(self, environment: Any) -> None:
        """This interpreter is for tasks alone."""
        os.environ.update(environment.to_py())
        runtime.choose_by(self._backend)
        interrupts.install()
        loop.install()
        output.install()

    def _backend(self) -> Backend:
        from backlit.worker.backend import WorkerBackend  # not in the memory snapshot

        return WorkerBackend(self._host, self._wait)

    def run(
        self, handle: float, attempt_number: int, function: int, data: codec.Bytes, buffers: int
    ) -> None:
        """Runs a function to its end."""
        running = self._run(handle, attempt_number, function, data, buffers)
        if self._has_streamlit:  # which, as stlite has it, looks for the task of asyncio
            loop = asyncio.get_running_loop()
            asyncio.Task(running, loop=loop, eager_start=True)  # type: ignore[call-arg] # since 3.12
        else:
            with suppress(StopIteration):
                running.send(None)

    async def _run(
        self, handle: float, attempt_number: int, function: int, data: codec.Bytes, buffers: int
    ) -> None:
        """Never awaits: it ends where it begins."""
        attempt = Attempt(self._host, handle, attempt_number, is_local=function == 0)
        retry: RetryPolicy | None = None
        try:
            call, retry, attempt.name = self._work(handle, function, data, buffers)
            context = copy_context()
            context.run(current.set, attempt)
            result = interrupts.run(attempt, lambda: context.run(call, attempt.progress))
        except BaseException as error:
            self._wait.end()
            self._fail(attempt, error, retry)
        else:
            self._wait.end()
            self._succeed(attempt, result)

    def run_coroutine(
        self, handle: float, attempt_number: int, function: int, data: codec.Bytes, buffers: int
    ) -> None:
        """Begins a coroutine on the loop."""
        attempt = CoroutineAttempt(self._host, handle, attempt_number, is_local=function == 0)
        try:
            call, retry, attempt.name = self._work(handle, function, data, buffers)
        except BaseException as error:
            self._fail(attempt, error, None)
            return
        context = copy_context()
        context.run(current.set, attempt)
        coroutine = self._run_coroutine(attempt, call, retry)
        task = asyncio.get_running_loop().create_task(coroutine, context=context)
        self._coroutines[task] = attempt
        task.add_done_callback(self._coroutines.pop)

    async def _run_coroutine(self, attempt: Attempt, call: Call, retry: RetryPolicy | None) -> None:
        try:
            result = await call(attempt.progress)
        except BaseException as error:
            self._fail(attempt, error, retry)
        else:
            self._succeed(attempt, result)

    def interrupt_coroutines(self) -> None:
        """Cancels the coroutines whose interrupt is due."""
        for task, attempt in list(self._coroutines.items()):
            if task.cancelling() == 0 and attempt.is_to_be_interrupted():
                task.cancel()

    def _work(self, handle: float, function: int, data: codec.Bytes, buffers: int) -> Work:
        kept = self._kept.pop(handle, None)  # attempts share the function and its arguments
        if kept is not None:
            self._kept[handle] = kept
            return kept
        if function == 0:
            return local_calls.calls[codec.decode(data, buffers)]
        # A class of the script's is another one for each task, as its function is.
        cloudpickle._DYNAMIC_CLASS_TRACKER_BY_ID.clear()
        args, kwargs, retry, name = codec.decode(data, buffers)
        call = Call(codec.decode(self._host.bytes(function), 0), args, kwargs)
        work = Work(call, retry, name)
        if retry is not None:
            self._kept[handle] = work
            self._forget_ended()
        return work

    def _forget_ended(self) -> None:
        if len(self._kept) > MOST_KEPT:
            status = self._host.exports.backlit_status
            self._kept = {
                handle: kept for handle, kept in self._kept.items() if status(handle) in (0, 1)
            }

    def _succeed(self, attempt: Attempt, result: Any) -> None:
        if attempt.completes_cancelled:
            self._fail(attempt, asyncio.CancelledError(), None)
            return
        attempt.flush_all()  # before the outcome, which takes its place in the exchange
        try:
            if attempt.is_local:
                local_calls.outcomes[attempt.handle] = result
                result = None
            write(self._host, result, "the result")
        except (TypeError, OutOfMemoryError) as error:
            self._fail(attempt, error, None)
        else:
            self._finish(attempt, DONE, False)

    def _fail(self, attempt: Attempt, error: BaseException, retry: RetryPolicy | None) -> None:
        attempt.flush_all()
        if isinstance(error, asyncio.CancelledError):
            self._host.writeScalar(None)
            self._finish(attempt, CANCELLED, False)
            return
        may_retry = False
        try:
            may_retry = retry is not None and retry.should_retry(error)
        except BaseException as failure:  # of a user's own filter
            error = failure
        error = remote_errors.without_own_frames(error, OWN_FILES)
        if attempt.is_local:
            local_calls.outcomes[attempt.handle] = error
            self._host.writeScalar(None)
        else:
            self._write_error(error)
        self._finish(attempt, ERROR, may_retry)

    def _finish(self, attempt: Attempt, state: int, may_retry: bool) -> None:
        if self._host.finish(attempt.handle, attempt.number, state, may_retry):
            self._kept.pop(attempt.handle, None)
        elif attempt.is_local:
            local_calls.outcomes.pop(attempt.handle, None)
        if attempt.is_local:
            local_calls.forget_gone(self._host.exports.backlit_status)

    def _write_error(self, error: BaseException) -> None:
        try:
            data = codec.dumps(error)
            pickle.loads(data)
        except Exception:
            data = codec.dumps(remote_errors.substitute(error))
        codec.write(self._host, codec.in_one_piece(data))

    def use_files(self, update: Any) -> None:
        """The files of the client have come, or others now."""
        changed, folders, work = update.to_py()
        os.makedirs(work, exist_ok=True)
        os.chdir(work)
        sys.path[:] = folders
        find_again(changed)
        forget_modules(changed)
        self._has_streamlit = find_spec("streamlit") is not None
        if COMPAT in folders:  # the client has called its install()
            from backlit import compat  # not in the memory snapshot

            compat.install()


def find_again(changed: list[str]) -> None:
    """As `importlib.invalidate_caches()`, but for archives only if they are others now.

    The standard library is one, whose index CPython 3.12 would read again for each of its packages.
    """
    for path, finder in list(sys.path_importer_cache.items()):
        if finder is None or not os.path.isabs(path):
            del sys.path_importer_cache[path]
        elif isinstance(finder, zipimporter) and finder.archive not in changed:
            continue
        elif hasattr(finder, "invalidate_caches"):
            finder.invalidate_caches()
    if metadata := sys.modules.get("importlib.metadata"):
        metadata.MetadataPathFinder.invalidate_caches()


def forget_modules(changed: list[str]) -> None:
    """Has modules imported again whose files are others now; with one of an app, all of it."""
    if not changed:
        return
    files = {
        name: file
        for name, module in list(sys.modules.items())
        if isinstance(file := getattr(module, "__file__", None), str)
    }
    stale = {file for file in files.values() if file in changed}
    is_app_changed = any(map(_is_of_app, stale))
    for name, file in files.items():
        if file in stale or (is_app_changed and _is_of_app(file)):
            del sys.modules[name]


def _is_of_app(file: str) -> bool:
    return "/site-packages/" not in file and not file.startswith(STANDARD_LIBRARY)
