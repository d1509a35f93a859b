"""What tasks print: their client prints it."""

import io
import sys
from typing import TextIO

from backlit.current import current
from backlit.worker.attempt import Attempt

STDOUT = 1
STDERR = 2


class Output(io.TextIOBase):
    """A stream whose text goes to the client of the task that writes it."""

    def __init__(self, stream: int, otherwise: TextIO) -> None:
        self._stream = stream
        self._otherwise = otherwise

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        attempt = current.get(None)
        if isinstance(attempt, Attempt):
            attempt.print(self._stream, text)
        else:
            self._otherwise.write(text)
        return len(text)

    def flush(self) -> None:
        attempt = current.get(None)
        if isinstance(attempt, Attempt):
            attempt.flush(self._stream)


def install() -> None:
    """Takes what is written to `sys.stdout` and `sys.stderr`."""
    sys.stdout = Output(STDOUT, sys.stdout)
    sys.stderr = Output(STDERR, sys.stderr)
