"""A task of the core, as Python holds it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isnan, nan
from struct import pack, unpack
from typing import TYPE_CHECKING, Any, TypeVar, cast

from backlit import codec, errors, local_calls, task_id
from backlit.browser.client import Client
from backlit.task import Rung, Task
from backlit.task_status import TaskStatus
from backlit.timings import Timings

if TYPE_CHECKING:
    from backlit.browser.runtime import Runtime
    from backlit.browser.waiting import Waiting

T = TypeVar("T")

DONE = 2  # this state of the core and all after it are ends

STATUS = (
    TaskStatus.PENDING,
    TaskStatus.RUNNING,
    TaskStatus.DONE,
    TaskStatus.ERROR,
    TaskStatus.CANCELLED,
)
RUNGS: tuple[Rung | None, ...] = (None, "flag", "interrupt", "disown")

NUMBERS_AT_ONCE = 1024


@dataclass(slots=True)
class Outcome:
    """What a task has left: it needs the core no more.

    Attributes:
        times: When it was queued, started and ended, as the core has them: NaN for never.
    """

    status: TaskStatus
    times: bytes
    attempts: int = 0
    cancel_requested: bool = False
    rung: Rung | None = None
    value: Any = None
    error: BaseException | None = None
    progress: list[Any] = field(default_factory=list)
    latest: Any = None
    dropped: int = 0

    @property
    def timings(self) -> Timings:
        queued, *later = unpack("<3d", self.times)
        return Timings(queued, *(None if isnan(time) else time for time in later))


class BrowserTask(Task[T]):
    """A task of the core; or one that waits for the runtime to start."""

    def __init__(self, id: str | None, name: str | None, waiting: "Waiting | None" = None) -> None:  # noqa: A002
        if id is not None:
            self.id = id
        self.name = name
        self.own_call: int | None = None  # its number in `local_calls`
        self._waiting = waiting
        self._queued = 0.0 if waiting is None else time.time()  # the core knows those it has
        self._runtime: Runtime
        self._client: Client
        self._core_status: Callable[[float], int]
        self._handle: float | None = None
        self._is_local = False
        self._outcome: Outcome | None = None
        self._is_seen = False

    def give(self, runtime: "Runtime", handle: float, *, is_local: bool) -> None:
        """It is the core's task from now on."""
        if self._waiting is None:
            self.id = task_id.text_of(runtime.client.id(handle).to_bytes())
        self._waiting = None
        self._runtime = runtime
        self._client = runtime.client
        self._core_status = runtime.core_status
        self._is_local = is_local
        self._handle = handle

    def end(self, status: TaskStatus, rung: Rung | None, error: BaseException | None) -> None:
        """It has ended, and the core never meets it."""
        self._waiting = None
        times = pack("<3d", self._queued, nan, time.time())
        is_cancelled = status is TaskStatus.CANCELLED
        self._outcome = Outcome(status, times, 0, is_cancelled, rung, error=error)

    @property
    def status(self) -> TaskStatus:
        if self._outcome is not None:
            return self._outcome.status
        if self._handle is None:
            return self._wait()
        state = self._core_status(self._handle)
        if state >= DONE and not self._is_seen:
            self._is_seen = True
            self._client.printOutput()
        return STATUS[state]

    @property
    def done(self) -> bool:
        if self._outcome is not None:
            return True
        if self._handle is None:
            self._wait()
            return False
        if self._core_status(self._handle) < DONE:
            return False
        if not self._is_seen:
            self._is_seen = True
            self._client.printOutput()
        return True

    def _has_ended(self) -> bool:
        if self._handle is None:
            return self._outcome is not None
        return self._core_status(self._handle) >= DONE

    @property
    def error(self) -> BaseException | None:
        outcome = self._ended_outcome()
        if outcome is None or outcome.status is not TaskStatus.ERROR:
            return None
        return outcome.error

    @property
    def progress(self) -> list[Any]:
        outcome = self._ended_outcome()
        if outcome is not None:
            values, outcome.progress = outcome.progress, []
            return values
        return [] if self._handle is None else _drain(self._client, self._handle)

    @property
    def latest(self) -> Any:
        outcome = self._ended_outcome()
        if outcome is not None:
            return outcome.latest
        return None if self._handle is None else _latest(self._client, self._handle)

    @property
    def progress_dropped(self) -> int:
        outcome = self._ended_outcome()
        if outcome is not None:
            return outcome.dropped
        if self._handle is None:
            return 0
        return int(self._client.exports.backlit_progress_dropped(self._handle))

    @property
    def attempts(self) -> int:
        return self._look().attempts

    @property
    def timings(self) -> Timings:
        return self._look().timings

    @property
    def cancel_requested(self) -> bool:
        return self._look().cancel_requested

    @property
    def cancelled_by(self) -> Rung | None:
        return self._look().rung

    def cancel(self) -> bool:
        if self._outcome is not None:
            return False
        if self._waiting is not None:
            self._waiting.discard(self)
            return True
        handle = cast("float", self._handle)
        return self._client.exports.backlit_cancel(handle) == 1

    def _value(self) -> T:
        outcome = cast("Outcome", self._ended_outcome())
        if outcome.error is not None:  # the result does not fit into this interpreter
            raise outcome.error
        return cast("T", outcome.value)

    def _when_ended(self, callback: Callable[[], None]) -> None:
        if self._waiting is not None:
            self._waiting.call_when_ended(self, callback)
        elif self._outcome is not None or not self._runtime.watch(
            cast("float", self._handle), callback
        ):
            callback()

    def _wait(self) -> TaskStatus:
        if self._waiting is not None:
            self._waiting.check_turn()
        return TaskStatus.PENDING

    def _ended_outcome(self) -> Outcome | None:
        """What it has left, if it has ended."""
        if self._outcome is None and self.done:
            self._outcome = self._take()
        return self._outcome

    def _look(self) -> Outcome:
        outcome = self._ended_outcome()
        if outcome is not None:
            return outcome
        if self._handle is None:
            return Outcome(TaskStatus.PENDING, pack("<3d", self._queued, nan, nan))
        return self._outcome_of(self._client.look(self._handle))

    def _take(self) -> Outcome:
        """Takes what it has left out of the core, and gives the handle back."""
        client, handle = self._client, cast("float", self._handle)
        flags = client.look(handle)
        outcome = self._outcome_of(flags)
        has_progress, has_core_error = flags & 64, flags & 128
        try:
            if has_core_error:
                outcome.error = errors.of_core(*client.describe(client.errorCode()))
            elif outcome.status is not TaskStatus.CANCELLED:
                value = _read(client)
                if self._is_local:
                    value = local_calls.outcomes.pop(handle)
                if outcome.status is TaskStatus.ERROR:
                    outcome.error = value
                else:
                    outcome.value = value
        except Exception as error:  # what was sent cannot be rebuilt here
            outcome.error = errors.RemoteError(f"what the task has left cannot be read: {error!r}")
            outcome.error.__cause__ = error
        if has_progress:
            outcome.progress = _drain(client, handle)
            outcome.latest = _latest(client, handle)
            outcome.dropped = int(client.exports.backlit_progress_dropped(handle))
        self._give_back()
        return outcome

    def _outcome_of(self, flags: int) -> Outcome:
        """What is known of it since `look()` gave this."""
        status = STATUS[flags & 7]
        rung = RUNGS[flags >> 3 & 3] if status is TaskStatus.CANCELLED else None
        times = self._runtime.times.to_bytes()
        return Outcome(status, times, flags >> 8, bool(flags & 32), rung)

    def _give_back(self) -> None:
        handle, self._handle = self._handle, None
        if self.own_call is not None:
            local_calls.calls.pop(self.own_call, None)
        if self._is_local and handle is not None:
            local_calls.outcomes.pop(handle, None)
        if handle is not None and self._runtime.is_open:
            self._client.exports.backlit_release(handle)

    def __del__(self) -> None:
        if self._handle is not None:
            if self.own_call is not None and not self._has_ended():
                local_calls.left[self._handle] = self.own_call
                self.own_call = None
            self._give_back()


def _read(client: Client) -> Any:
    value = client.read()
    if value is None or isinstance(value, int | float):
        return value
    buffers = client.buffers()
    if buffers < 0:
        return errors.BacklitError(value.to_bytes().decode())
    return codec.decode(value, buffers)


def _drain(client: Client, handle: float) -> list[Any]:
    values: list[Any] = []
    while True:
        numbers = client.progressNumbers(handle).to_bytes()
        count = len(numbers) // 8
        values += map(_number, unpack(f"<{count}d", numbers))
        if count == NUMBERS_AT_ONCE:
            continue
        values += codec.decode_all(client.progressPickles(handle).to_bytes())
        if not client.hasNext():
            return values
        values.append(_take_value(client))


def _latest(client: Client, handle: float) -> Any:
    return _take_value(client) if client.progressLatest(handle) else None


def _take_value(client: Client) -> Any:
    try:
        return _read(client)
    finally:
        client.drop()


def _number(double: float) -> float | int:
    """Whole numbers were whole: others go as pickles."""
    return int(double) if double.is_integer() else double
