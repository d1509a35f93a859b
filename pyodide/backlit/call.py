"""What a task calls: a function with its arguments."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from backlit.progress_queue import ProgressQueue, inject, may_ask


@dataclass(frozen=True)
class Call:
    """A function with its arguments.

    Raises:
        TypeError: What shall be run cannot be called.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise TypeError(f"run({self.function!r}): give a function, and its arguments after it")

    @property
    def is_async(self) -> bool:
        """Whether calling it gives a coroutine."""
        function = self.function
        if inspect.iscoroutinefunction(function):
            return True
        if isinstance(function, FunctionType):
            return False
        return inspect.iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004

    def __call__(self, put: Callable[[Any], None]) -> Any:
        """Calls the function. A queue that it asks for hands its values to `put`."""
        args, kwargs = self.args, self.kwargs
        if may_ask(self.function):
            queue = ProgressQueue(put)
            args, kwargs = inject(self.function, self.is_async, args, kwargs, queue)
        return self.function(*args, **kwargs)
