"""The attempt of a task that a worker runs, as its function sees it."""

import asyncio
import time
from typing import Any

from backlit import codec
from backlit.current import CurrentTask
from backlit.worker.host import Host

RUNG_FLAG = 1
RUNG_INTERRUPT = 2

LOOK_AGAIN = 0.01  # seconds after which a sleep in the client's interpreter looks for a cancel

LARGEST = 2**53 - 2  # Pyodide makes larger whole numbers a BigInt


def is_number(value: Any) -> bool:
    """Whether a double says all of it: what is whole was an `int`."""
    if type(value) is int:
        return -LARGEST <= value <= LARGEST
    return type(value) is float and not value.is_integer()


class Attempt(CurrentTask):
    """An attempt, by the handle of its task in the core and its number."""

    def __init__(self, host: Host, handle: float, attempt: int, *, is_local: bool) -> None:
        super().__init__(None)  # which comes along with its call
        self._host = host
        self._core = host.exports
        self.handle = handle
        self.number = attempt
        self.is_local = is_local  # its client is in this interpreter too
        self.gives_up = False  # a sleep has raised: its cleanup is not to be interrupted as well
        self._unprinted = {1: "", 2: ""}

    def progress(self, value: Any) -> None:
        if is_number(value):
            code = self._core.backlit_progress_number(self.handle, self.number, value)
        else:
            write(self._host, value, "the progress value")
            code = self._host.progress(self.handle, self.number)
        if code < 0:
            raise MemoryError(self._host.describe(code)[1])

    def cancel_requested(self) -> bool:
        return self._core.backlit_cancel_requested(self.handle, self.number) != 0

    def is_to_be_interrupted(self) -> bool:
        """Whether its interrupt is due. An end that follows counts as made by it."""
        return self._core.backlit_take_interrupt(self.handle, self.number) != 0

    def sleep(self, seconds: float) -> None:
        if self.is_local:
            self._sleep_locally(seconds)
        else:
            self._sleep(seconds, RUNG_FLAG)

    def _sleep_locally(self, seconds: float) -> None:
        """In a page the core may not block; Python's own sleep counts the time."""
        end = time.monotonic() + seconds
        while not self.cancel_requested():
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, LOOK_AGAIN))
        raise asyncio.CancelledError

    def wait(self, seconds: float) -> None:
        """As `time.sleep()`: only the interrupt ends it early."""
        self._sleep(seconds, RUNG_INTERRUPT)

    def _sleep(self, seconds: float, rung: int) -> None:
        """A cancel on this rung ends it. The interrupt that comes with that changes nothing."""
        self.gives_up = True
        if self._core.backlit_sleep(self.handle, self.number, seconds, rung) == 0:
            self.gives_up = self.is_to_be_interrupted()
        elif rung == RUNG_INTERRUPT:
            self.is_to_be_interrupted()
        if self.gives_up:
            raise asyncio.CancelledError

    def print(self, stream: int, text: str) -> None:
        """Has the client print something, as soon as the line is complete."""
        self._unprinted[stream] += text
        if "\n" in text:
            self.flush(stream)

    def flush(self, stream: int) -> None:
        """Has the client print what was left of a line."""
        text, self._unprinted[stream] = self._unprinted[stream], ""
        if text:
            self._host.print(self.handle, self.number, stream, text)

    def flush_all(self) -> None:
        """At its end."""
        for stream in self._unprinted:
            self.flush(stream)


class CoroutineAttempt(Attempt):
    """The same of a coroutine."""

    def sleep(self, seconds: float) -> None:
        raise RuntimeError(
            f"backlit.sleep({seconds!r}) would hold up all coroutines: "
            f"use `await asyncio.sleep({seconds!r})`"
        )


def write(host: Host, value: Any, name: str) -> None:
    """Leaves a value in the core's exchange.

    Raises:
        TypeError: It cannot be sent.
    """
    if value is None or type(value) is bool or is_number(value):
        host.writeScalar(value)
    else:
        try:
            encoded = codec.encode(value)
        except Exception as error:
            raise TypeError(f"{name} {value!r:.200} cannot be sent: {error}") from error
        codec.write(host, encoded)
