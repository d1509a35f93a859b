"""Functions as bytes. They are pickled again only if that could give other bytes."""

import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import BuiltinFunctionType, CellType, FunctionType, ModuleType
from typing import Any

from backlit import codec
from backlit._vendor.cloudpickle import cloudpickle

IMMUTABLE = (int, float, complex, str, bytes, bool, type(None), type(Ellipsis), range)
MISSING = object()
EMPTY_CELL = object()

MOST_KNOWN = 256


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the pickle of a function depends on, as it was: all of it immutable."""

    function: FunctionType
    code: Any
    defaults: Any
    keyword_defaults: Any
    annotations: dict[str, Any]
    cells: tuple[tuple[CellType, Any], ...]
    global_names: tuple[tuple[str, Any], ...]

    def are_the_same(self) -> bool:
        function = self.function
        names = function.__globals__
        return (
            function.__code__ is self.code
            and function.__defaults__ is self.defaults
            and function.__kwdefaults__ is self.keyword_defaults
            and not function.__dict__
            and function.__annotations__ == self.annotations
            and all(_content(cell) is content for cell, content in self.cells)
            and all(names.get(name, MISSING) is value for name, value in self.global_names)
        )


@dataclass(frozen=True, slots=True)
class _Known:
    data: bytes
    modules: int  # how many were imported: submodules come along with what uses them
    parts: tuple[_Parts, ...]

    def is_fresh(self) -> bool:
        return self.modules == len(sys.modules) and all(
            parts.are_the_same() for parts in self.parts
        )


class FunctionPickles:
    """The pickles of functions, each made once for as long as it cannot have become another."""

    def __init__(self) -> None:
        self._known: dict[FunctionType, _Known] = {}
        self._globals: dict[str, dict[str, Any]] = {}  # of the known ones, by the module's name

    def of(self, function: Callable[..., Any]) -> bytes:
        """The function as bytes: the same bytes for functions that do the same.

        Raises:
            Exception: What `pickle` raises for what cannot be pickled.
        """
        if not isinstance(function, FunctionType):
            return codec.dumps(function)
        self._forget_earlier_run(function)
        known = self._known.get(function)
        if known is not None and known.is_fresh():
            return known.data
        if cloudpickle._should_pickle_by_reference(function):
            return pickle.dumps(function, 5)
        data = codec.dumps(function)
        parts: dict[FunctionType, _Parts] = {}
        self._known.pop(function, None)
        if _take_apart(function, parts):
            self._known[function] = _Known(data, len(sys.modules), tuple(parts.values()))
            if len(self._known) > MOST_KNOWN:
                del self._known[next(iter(self._known))]
        return data

    def _forget_earlier_run(self, function: FunctionType) -> None:
        """A script that runs again has new globals. The old ones may be large, and are not kept."""
        names = function.__globals__
        module = str(names.get("__name__"))
        before = self._globals.get(module)
        if before is names:
            return
        self._globals[module] = names
        for each in [each for each in self._known if each.__globals__ is before]:
            del self._known[each]


def _take_apart(function: FunctionType, parts: dict[FunctionType, _Parts]) -> bool:
    """Lists what the function's pickle depends on; False if some of it may change unseen."""
    if function in parts:
        return True
    if function.__dict__:
        return False
    names = function.__globals__
    global_names = tuple(
        (name, names.get(name, MISSING))
        for name in cloudpickle._extract_code_globals(function.__code__)
    )
    cells = tuple((cell, _content(cell)) for cell in function.__closure__ or ())
    parts[function] = _Parts(
        function,
        function.__code__,
        function.__defaults__,
        function.__kwdefaults__,
        dict(function.__annotations__),
        cells,
        global_names,
    )
    values = [value for _, value in (*cells, *global_names)]
    values += [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    values += function.__annotations__.values()
    return all(_is_fixed(value, parts) for value in values)


def _is_fixed(value: Any, parts: dict[FunctionType, _Parts]) -> bool:
    """Whether a value is pickled in the same way for as long as it is the same object."""
    if value is MISSING or value is EMPTY_CELL or type(value) in IMMUTABLE:
        return True
    if type(value) in (tuple, frozenset):
        return all(_is_fixed(item, parts) for item in value)
    if isinstance(value, BuiltinFunctionType):
        return value.__self__ is None or isinstance(value.__self__, ModuleType)
    if isinstance(value, ModuleType | type | FunctionType):
        if cloudpickle._should_pickle_by_reference(value):
            return True
        return isinstance(value, FunctionType) and _take_apart(value, parts)
    return False


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return EMPTY_CELL
