"""The backend in a worker: tasks that a task runs go to the same workers."""

from backlit.backend import StartOptions
from backlit.browser.backend import BrowserBackend
from backlit.browser.runtime import Runtime
from backlit.browser.task import DONE
from backlit.current import current
from backlit.worker.attempt import CoroutineAttempt
from backlit.worker.host import Host
from backlit.worker.wait import Wait


class WorkerRuntime(Runtime):
    """The runtime as one of its own workers has it."""

    def __init__(self, host: Host, wait: Wait) -> None:
        super().__init__(host.attachClient())
        self._status = self.core_status
        self._wait = wait
        self.core_status = self._look

    def _look(self, handle: float) -> int:
        state = self._status(handle)
        if state >= DONE:
            self._wait.end()
        elif not isinstance(current.get(None), CoroutineAttempt):  # which holds up no worker
            self._wait.begin()
        return state


class WorkerBackend(BrowserBackend):
    """A client of the runtime that runs the worker."""

    def __init__(self, host: Host, wait: Wait) -> None:
        super().__init__()
        self._host = host
        self._wait = wait

    async def start(self, options: StartOptions) -> None:
        """It has been started."""

    def _running(self) -> Runtime:
        if self._runtime is None:
            self._runtime = WorkerRuntime(self._host, self._wait)
        return self._runtime

    def shutdown(self) -> None:
        raise RuntimeError("a task cannot shut down what runs it: call backlit.shutdown() outside")
