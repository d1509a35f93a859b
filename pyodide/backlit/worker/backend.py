"""The backend in a worker: tasks that a task runs go to the same workers."""

from backlit.backend import StartOptions
from backlit.browser.backend import BrowserBackend
from backlit.browser.runtime import Runtime
from backlit.worker.host import Host


class WorkerBackend(BrowserBackend):
    """A client of the runtime that runs the worker."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host

    async def start(self, options: StartOptions) -> None:
        """It has been started."""

    def _running(self) -> Runtime:
        if self._runtime is None:
            self._runtime = Runtime(self._host.attachClient())
        return self._runtime

    def shutdown(self) -> None:
        raise RuntimeError("a task cannot shut down what runs it: call backlit.shutdown() outside")
