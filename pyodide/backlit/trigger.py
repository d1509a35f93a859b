"""When something that happens again and again is due."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from numbers import Real


class Trigger(ABC):
    """When something is due. Times are seconds since 1970."""

    @abstractmethod
    def first_after(self, now: float) -> float:
        """When it is due for the first time, if it is set up now."""

    @abstractmethod
    def next_after(self, now: float, last: float) -> float:
        """When it is due next after now, if it was due at `last` before."""


@dataclass(frozen=True)
class Interval(Trigger):
    """Every so many seconds, in a grid: however long that takes which is done then.

    Attributes:
        seconds: More than 0.

    Raises:
        TypeError, ValueError: `seconds` is no such number.
    """

    seconds: float

    def __post_init__(self) -> None:
        if not isinstance(self.seconds, Real):
            raise TypeError(f"seconds={self.seconds!r}: give a number")
        if not 0 < self.seconds < float("inf"):
            raise ValueError(f"seconds={self.seconds!r}: give more than 0")

    def first_after(self, now: float) -> float:
        return now + self.seconds

    def next_after(self, now: float, last: float) -> float:
        passed = max(0, (now - last) // self.seconds)
        return last + (passed + 1) * self.seconds
