"""How a task is run: what `options()` takes, checked."""

from dataclasses import dataclass
from numbers import Real
from typing import Literal, get_args

from backlit.retry_policy import RetryPolicy

Executor = Literal["worker", "local"]
Priority = Literal["high", "normal", "low"]


@dataclass(frozen=True)
class TaskSettings:
    """How a task is run.

    Attributes:
        executor: "worker", or "local": in the caller's own interpreter.
        priority: Of those that wait, "high" goes first, "low" last; yet none waits for ever.
        timeout: Seconds for each attempt; None: no limit.
        cancel_grace: Seconds from the interrupt to giving the attempt up; None: never.
        retry: None: one attempt.
        name: For people.
        flag_grace: Seconds from a cancel or a timeout to the interrupt.

    Raises:
        TypeError, ValueError: A value is wrong. The message says what would be right.
    """

    executor: Executor = "worker"
    priority: Priority = "normal"
    timeout: float | None = None
    cancel_grace: float | None = 1.0
    retry: RetryPolicy | None = None
    name: str | None = None
    flag_grace: float = 0.0

    def __post_init__(self) -> None:
        self._one_of("executor", get_args(Executor))
        self._one_of("priority", get_args(Priority))
        if self.timeout is not None and not self._seconds("timeout") > 0:
            raise ValueError(f"timeout={self.timeout!r}: give seconds, more than 0, or None")
        if self.cancel_grace is not None and not self._seconds("cancel_grace") >= 0:
            raise ValueError(
                f"cancel_grace={self.cancel_grace!r}: give seconds, 0 or more, or None"
            )
        if self.retry is not None and not isinstance(self.retry, RetryPolicy):
            raise TypeError(f"retry={self.retry!r}: give a RetryPolicy, or None")
        if self.name is not None and not isinstance(self.name, str):
            raise TypeError(f"name={self.name!r}: give a text, or None")

    def _one_of(self, field: str, values: tuple[str, ...]) -> None:
        value = getattr(self, field)
        if value not in values:
            raise ValueError(f"{field}={value!r}: give one of {', '.join(map(repr, values))}")

    def _seconds(self, field: str) -> float:
        value = getattr(self, field)
        if not isinstance(value, Real):
            raise TypeError(f"{field}={value!r}: give a number of seconds, or None")
        return float(value)


DEFAULT_SETTINGS = TaskSettings()
