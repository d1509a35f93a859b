"""A task for a function and its arguments: the same ones give the same task."""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, overload
from weakref import WeakValueDictionary

from backlit import codec
from backlit.call import Call
from backlit.function_pickles import FunctionPickles
from backlit.streamlit.recipe import PREFIX, checked, session_state, slot_at
from backlit.streamlit.slot import Slot
from backlit.task import Task

T = TypeVar("T")

_pickles = FunctionPickles()

# Of all sessions, by key: for as long as one of them has it.
_shared: WeakValueDictionary[str, Slot] = WeakValueDictionary()


@overload
def task(
    func: Callable[..., Coroutine[Any, Any, T]],
    /,
    *args: Any,
    key: str | None = None,
    deduplicate: bool = True,
    **kwargs: Any,
) -> Task[T]: ...
@overload
def task(
    func: Callable[..., T],
    /,
    *args: Any,
    key: str | None = None,
    deduplicate: bool = True,
    **kwargs: Any,
) -> Task[T]: ...
def task(
    func: Callable[..., Any],
    /,
    *args: Any,
    key: str | None = None,
    deduplicate: bool = True,
    **kwargs: Any,
) -> Task[Any]:
    """The task that runs this function with these arguments: started by the first rerun that asks.

    Args:
        func: A function, or a coroutine function.
        *args: Its arguments.
        key: Names the task in this session, whatever function and arguments are: as for `submit()`,
            whose `dismiss_task()` frees it. Default: made of the function's code and the arguments.
        deduplicate: Whether other sessions that ask for the same share the task, if it has no key.
            False for what each of them shall do itself.
        **kwargs: Its keyword arguments.

    Raises:
        TypeError: `func` cannot be called, or it or an argument cannot be pickled: then give a key.
        ValueError: The key is blank.
        QueueFullError: Too many tasks wait. Nothing was submitted.
    """
    call = Call(func, args, kwargs)
    name = _key_of(call) if key is None else checked(key)
    slot = slot_at(PREFIX + name)
    if slot is None:
        is_shared = deduplicate and key is None
        slot = _shared.get(name) if is_shared else None
        if slot is None:
            slot = Slot(name, call)
            if is_shared:
                _shared[name] = slot
        session_state()[PREFIX + name] = slot
    return slot.task


def _key_of(call: Call) -> str:
    function = call.function
    try:
        data = _pickles.of(function) + codec.dumps((call.args, call.kwargs))
    except Exception as error:
        raise TypeError(
            f"task({function!r:.200}): whether a later call is the same cannot be told: {error}. "
            "Give it a key"
        ) from error
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return f"{name}-{hashlib.sha256(data).hexdigest()[:16]}"
