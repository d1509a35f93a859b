"""The queue that a function finds in its parameter `queue` or `progress_queue`."""

import inspect
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

NAMES = ("progress_queue", "queue")

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class SyncQueue:
    """Takes progress values, from functions of any kind."""

    def __init__(self, put: Callable[[Any], None]) -> None:
        self._put = put

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: ARG002
        """Adds a value. There is always room, so nobody ever blocks."""
        self._put(item)

    def put_nowait(self, item: Any) -> None:
        """Adds a value."""
        self._put(item)


class AsyncQueue:
    """Takes progress values, from coroutines."""

    def __init__(self, put: Callable[[Any], None]) -> None:
        self._put = put

    async def put(self, item: Any) -> None:
        """Adds a value. There is always room, so nobody ever waits."""
        self._put(item)

    def put_nowait(self, item: Any) -> None:
        """Adds a value."""
        self._put(item)


class ProgressQueue:
    """The progress of a task, as its function fills it.

    Attributes:
        sync_q: For functions of any kind.
        async_q: For coroutines: its `put` is awaited.
    """

    def __init__(self, put: Callable[[Any], None]) -> None:
        self.sync_q = SyncQueue(put)
        self.async_q = AsyncQueue(put)


def may_ask(function: Callable[..., Any]) -> bool:
    """Whether a function may ask for a queue: said without its signature, which takes long."""
    if not isinstance(function, FunctionType) or function.__dict__:
        return True
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return any(name in names for name in NAMES)


def inject(
    function: Callable[..., Any],
    is_async: bool,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    queue: ProgressQueue,
) -> Arguments:
    """The arguments of a function, with the queue added where it asks for one.

    A parameter that is first gets it by position, any other one by keyword. A coroutine function
    always gets it; any other function only if the parameter has no default and the caller left it
    unfilled, so that a function that takes a queue of the caller's own keeps it.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a builtin that does not tell
        return args, kwargs
    parameters = signature.parameters
    if not parameters.keys() & set(NAMES):
        return args, kwargs
    injected = _place(parameters, args, kwargs, queue)
    if not is_async and (_binds(signature, (args, kwargs)) or not _binds(signature, injected)):
        return args, kwargs
    return injected


def _place(
    parameters: Mapping[str, inspect.Parameter],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    queue: ProgressQueue,
) -> Arguments:
    if next(iter(parameters)) in NAMES:
        return (queue, *args), {name: kwargs[name] for name in kwargs if name not in NAMES}
    name = next(name for name in NAMES if name in parameters)
    return args, {**kwargs, name: queue}


def _binds(signature: inspect.Signature, arguments: Arguments) -> bool:
    args, kwargs = arguments
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True
