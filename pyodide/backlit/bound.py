"""Objects of JavaScript, each of whose parts is looked up once."""

from typing import Any, TypeVar, cast

T = TypeVar("T")


class _Bound:
    def __init__(self, proxy: Any) -> None:
        self._proxy = proxy

    def __getattr__(self, name: str) -> Any:  # what it does not have yet
        part = getattr(self._proxy, name)
        value = part if callable(part) else _Bound(part)
        setattr(self, name, value)
        return value


def bound(proxy: T) -> T:
    """An object, for those who call its functions, or those of objects in it, again and again.

    To look up a function takes Pyodide longer than to call it, to look up an object, far longer.
    """
    return cast("T", _Bound(proxy))
