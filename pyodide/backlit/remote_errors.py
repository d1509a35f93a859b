"""How an exception crosses to another interpreter: with all that it has, its traceback too."""

from collections.abc import Set
from types import TracebackType
from typing import Any

from backlit._vendor.tblib import Traceback
from backlit.errors import RemoteError

State = tuple[
    dict[str, Any], BaseException | None, BaseException | None, bool, dict[str, Any] | None
]


def reduce(error: BaseException) -> Any:
    """What `pickle` makes the exception of: see `object.__reduce__`."""
    reduced = error.__reduce_ex__(5)
    if isinstance(reduced, str):
        return reduced
    make, args = reduced[0], reduced[1]
    if make is type(error):
        make, args = rebuild, (type(error), *args)
    traceback = _to_dict(error.__traceback__)
    attributes = dict(error.__dict__)
    state: State = (
        attributes,
        error.__cause__,
        error.__context__,
        error.__suppress_context__,
        traceback,
    )
    return make, args, state, None, None, restore


def rebuild(kind: type[BaseException], *args: Any) -> BaseException:
    """An exception of this class, without a call of an `__init__` that wants other arguments."""
    error = kind.__new__(kind, *args)
    error.args = args
    builtin = next(base for base in kind.__mro__ if base.__module__ == "builtins")
    builtin.__init__(error, *args)  # type: ignore[misc]
    return error


def restore(error: BaseException, state: State) -> None:
    """Gives a rebuilt exception what else it had."""
    attributes, cause, context, suppress, traceback = state
    error.__dict__.update(attributes)
    error.__context__ = context
    error.__cause__ = cause
    error.__suppress_context__ = suppress
    if traceback is not None:
        error.__traceback__ = Traceback.from_dict(traceback).as_traceback()


def without_own_frames(error: BaseException, own: Set[str]) -> BaseException:
    """The exception without the first frames of its traceback that are of these files."""
    traceback: TracebackType | None = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_code.co_filename in own:
        traceback = traceback.tb_next
    return error.with_traceback(traceback)


def substitute(error: BaseException) -> RemoteError:
    """Stands for an exception that cannot be pickled."""
    stand_in = RemoteError(f"{type(error).__qualname__}: {error}")
    return stand_in.with_traceback(error.__traceback__)


def _to_dict(traceback: TracebackType | None) -> dict[str, Any] | None:
    return None if traceback is None else Traceback(traceback).to_dict()
