"""The progress of a task that nobody has read yet."""

import threading
from collections import deque
from typing import Any

# As many as the core keeps.
MOST = 16_384


class ProgressBuffer:
    """A bounded queue of progress values. When it is full the oldest go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: deque[Any] = deque(maxlen=MOST)
        self.latest: Any = None
        self.dropped = 0

    def put(self, value: Any) -> None:
        with self._lock:
            self.dropped += len(self._values) == MOST
            self._values.append(value)
            self.latest = value

    def drain(self) -> list[Any]:
        with self._lock:
            values = list(self._values)
            self._values.clear()
            return values
