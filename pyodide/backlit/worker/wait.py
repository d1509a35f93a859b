"""While a function waits for tasks that it has run, there may be one worker more for them."""

from backlit.worker.host import Core


class Wait:
    """Whether the function that the worker runs waits for other tasks."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._is_waiting = False

    def begin(self) -> None:
        """It looks at a task that has not ended."""
        if not self._is_waiting:
            self._is_waiting = True
            self._core.backlit_wait_begin()

    def end(self) -> None:
        """That has ended, or the function has."""
        if self._is_waiting:
            self._is_waiting = False
            self._core.backlit_wait_end()
