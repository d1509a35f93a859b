"""What a task calls: a function with its arguments."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from backlit.progress_queue import ProgressQueue, inject


@dataclass(frozen=True)
class Call:
    """A function with its arguments.

    Attributes:
        wants_queue: Whether a parameter of the function may get the progress queue. Default: that
            is looked up.

    Raises:
        TypeError: What shall be run cannot be called.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    wants_queue: bool | None = None

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
        if self.wants_queue is False:
            return self.function(*self.args, **self.kwargs)
        queue = ProgressQueue(put)
        args, kwargs = inject(self.function, self.is_async, self.args, self.kwargs, queue)
        return self.function(*args, **kwargs)
