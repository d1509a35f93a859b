"""How an exception crosses to another interpreter: with all that it has, its traceback too."""

from collections.abc import Set
from types import SimpleNamespace, TracebackType
from typing import Any

from backlit._vendor.tblib import Traceback
from backlit.errors import RemoteError

# Of longer tracebacks, so many of the first frames are sent and so many of the last.
MOST_FRAMES = 50

# File, function, line, module.
Frame = tuple[str, str, int, str]

State = tuple[dict[str, Any], BaseException | None, BaseException | None, bool, list[Frame]]


def reduce(error: BaseException) -> Any:
    """What `pickle` makes the exception of: see `object.__reduce__`."""
    reduced = error.__reduce_ex__(5)
    if isinstance(reduced, str):
        return reduced
    make, args = reduced[0], reduced[1]
    if make is type(error):
        make, args = rebuild, (type(error), *args)
    attributes = reduced[2] if len(reduced) > 2 else error.__dict__
    state: State = (
        dict(attributes or ()),
        error.__cause__,
        error.__context__,
        error.__suppress_context__,
        _frames(error.__traceback__),
    )
    return make, args, state, None, None, restore


def rebuild(kind: type[BaseException], *args: Any) -> BaseException:
    """An exception of this class, without a call of an `__init__` that wants other arguments."""
    builtin = next(base for base in kind.__mro__ if base.__module__ == "builtins")
    error: BaseException = builtin.__new__(kind, *args)
    builtin.__init__(error, *args)  # type: ignore[misc]
    return error


def restore(error: BaseException, state: State) -> None:
    """Gives a rebuilt exception what else it had."""
    attributes, cause, context, suppress, frames = state
    for name, value in attributes.items():
        setattr(error, name, value)
    error.__context__ = context
    error.__cause__ = cause
    error.__suppress_context__ = suppress
    error.__traceback__ = _traceback(frames)


def without_own_frames(error: BaseException, own: Set[str]) -> BaseException:
    """The exception without the first frames of its traceback that are of these files."""
    traceback: TracebackType | None = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_code.co_filename in own:
        traceback = traceback.tb_next
    return error.with_traceback(traceback)


def substitute(error: BaseException) -> RemoteError:
    """Stands for an exception that cannot be pickled."""
    try:
        text = str(error)
    except Exception as failure:
        text = f"its text cannot be made: {failure!r:.200}"
    stand_in = RemoteError(f"{type(error).__qualname__}: {text}")
    return stand_in.with_traceback(error.__traceback__)


def _frames(traceback: TracebackType | None) -> list[Frame]:
    frames: list[Frame] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        module = traceback.tb_frame.f_globals.get("__name__", "?")
        frames.append((code.co_filename, code.co_name, traceback.tb_lineno, module))
        traceback = traceback.tb_next
    if len(frames) > 2 * MOST_FRAMES:
        del frames[MOST_FRAMES:-MOST_FRAMES]
    return frames


def _traceback(frames: list[Frame]) -> TracebackType | None:
    chain: Any = None
    for file, function, line, module in reversed(frames):
        names = {"__file__": file, "__name__": module}
        code = SimpleNamespace(co_filename=file, co_name=function)
        frame = SimpleNamespace(f_code=code, f_globals=names, f_lineno=line)
        chain = SimpleNamespace(tb_frame=frame, tb_lineno=line, tb_next=chain)
    return None if chain is None else Traceback(chain).as_traceback()
