"""Which errors of a task are followed by another attempt, and when."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class RetryPolicy:
    """Which errors of a task are followed by another attempt, and when.

    Attributes:
        max_attempts: How often the function is called at most.
        retry_on: The classes of the errors that are retried, subclasses included.
        base_delay: Seconds before the second attempt.
        max_delay: Seconds that no delay exceeds, before the jitter.
        multiplier: What each further delay is multiplied with, 1 or more.
        jitter: Each delay is changed at random by up to this share of it, 0 to 1.
        max_elapsed: Seconds from the first attempt's begin after which no other one follows; None:
            no limit.
        retry_if: Asked about each error that matches `retry_on`: a quick function. What it raises
            is the task's error.

    Raises:
        ValueError: A value is out of its range.
    """

    max_attempts: int = 1
    retry_on: type[BaseException] | tuple[type[BaseException], ...] = (Exception,)
    base_delay: float = 0.0
    max_delay: float = 60.0
    multiplier: float = 2.0
    jitter: float = 0.0
    max_elapsed: float | None = None
    retry_if: Callable[[BaseException], bool] | None = None

    def __post_init__(self) -> None:
        self._require("max_attempts", self.max_attempts >= 1, ">= 1")
        self._require("base_delay", self.base_delay >= 0, ">= 0")
        self._require("max_delay", self.max_delay >= 0, ">= 0")
        self._require("multiplier", self.multiplier >= 1, ">= 1")
        self._require("jitter", 0 <= self.jitter <= 1, "in [0, 1]")
        if self.max_elapsed is not None:
            self._require("max_elapsed", self.max_elapsed > 0, "> 0 when set")

    def _require(self, field: str, is_right: bool, range_: str) -> None:
        if not is_right:
            raise ValueError(f"RetryPolicy.{field} must be {range_}, not {getattr(self, field)!r}")

    def should_retry(self, exc: BaseException) -> bool:
        """Whether this error may be followed by another attempt."""
        if not isinstance(exc, self.retry_on):
            return False
        return self.retry_if is None or bool(self.retry_if(exc))

    def delay_for_attempt(self, attempt_index: int) -> float:
        """The seconds to wait before another attempt.

        Args:
            attempt_index: 0 after the first failure, 1 after the second, and so on.

        Raises:
            ValueError: `attempt_index` is negative.
        """
        if attempt_index < 0:
            raise ValueError(f"attempt_index must be >= 0, not {attempt_index!r}")
        try:
            delay = min(self.base_delay * self.multiplier**attempt_index, self.max_delay)
        except OverflowError:
            delay = self.max_delay if self.base_delay > 0 else 0.0
        if self.jitter:
            delay = max(0.0, delay + random.uniform(-1, 1) * self.jitter * delay)
        return delay

    def start_time(self) -> float:
        """Now, for `exceeded_elapsed()`: seconds on a clock that is never set."""
        return time.monotonic()

    def exceeded_elapsed(self, started_at: float) -> bool:
        """Whether `max_elapsed` seconds have passed since `start_time()` gave `started_at`."""
        return self.max_elapsed is not None and time.monotonic() - started_at >= self.max_elapsed
