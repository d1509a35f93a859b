"""The backend of this process, and its life."""

import sys
import threading
from collections.abc import Callable

from backlit.backend import Backend, StartOptions

_lock = threading.Lock()
_backend: Backend | None = None
_endings: list[Callable[[], None]] = []


def backend() -> Backend:
    """The backend of this process, made when it is first asked for."""
    global _backend
    with _lock:
        if _backend is None:
            _backend = _choose()
        return _backend


def _for_platform() -> Backend:
    if sys.platform == "emscripten":
        from backlit.browser.backend import BrowserBackend

        return BrowserBackend()
    from backlit.threads.backend import ThreadBackend

    return ThreadBackend()


_choose = _for_platform


def choose_by(choose: Callable[[], Backend]) -> None:
    """Has the backend of this process made by this."""
    global _choose
    _choose = choose


def use(chosen: Backend | None) -> Backend | None:
    """Makes this the backend of the process, and gives the one before. None: a new one."""
    global _backend
    with _lock:
        _backend, before = chosen, _backend
        return before


async def start(
    *,
    workers: int | None = None,
    max_pending: int | None = None,
    asset_url: str | None = None,
    index_url: str | None = None,
    lock_file_url: str | None = None,
) -> None:
    """Makes everything ready, and returns when a first worker is.

    It need not be called: the first `run()` begins the same. In a browser, code that then holds up
    the event loop until a task ends has to `await start()` before, unless the browser can suspend
    it (`pyodide.ffi.can_run_sync()`).

    Args:
        workers: How many functions run at the same time, besides coroutines. Default on CPython:
            40. In a browser each is a Python of its own, which starts when it is first needed;
            default: the machine's cores less one, at least 4 and at most 8; fewer where memory is
            scarce.
        max_pending: How many tasks may wait for a worker. Default: 65,536.
        asset_url: In a browser: the address of the folder in which the files of
            `backlit/assets/` are served, for pages whose content security policy forbids workers
            made of text (`worker-src blob:`).
        index_url: In a browser: the address of the folder of Pyodide's files. Default: the same as
            the caller's own.
        lock_file_url: In a browser: the address of Pyodide's lock file; default likewise.

    Raises:
        TypeError, ValueError: A value is wrong.
        RuntimeError: It was started before, with other values: call `shutdown()` first.
    """
    await backend().start(StartOptions(workers, max_pending, asset_url, index_url, lock_file_url))


def shutdown() -> None:
    """Ends everything: tasks that wait or run become CANCELLED, schedules and threads end.

    What tasks have left, results and progress, can still be read. The default manager is emptied.
    The next `run()` starts anew.
    """
    ended = use(None)
    for ending in _endings:
        ending()
    if ended is not None:
        ended.shutdown()


def on_shutdown(ending: Callable[[], None]) -> None:
    """Calls this whenever `shutdown()` is called, before the tasks are cancelled."""
    _endings.append(ending)


def diagnose() -> dict[str, object]:
    """What can be said about what runs the tasks, as plain data, for a status line or a bug report.

    Returns:
        `executor` ("threads"); `started`; `problem`: what is missing, as a sentence, or None;
        `workers`, `busy`: threads for functions, those of them with a task; `pending`, `running`:
        tasks that wait for a worker, tasks under way; `disowned`, `zombies`: attempts that were
        given up, those of them that still run; `lost`: workers that died by themselves.
    """
    return backend().diagnose()
