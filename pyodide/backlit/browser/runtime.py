"""The runtime of the core, as a Python client has it."""

import sys
from collections.abc import Callable

from pyodide.ffi import create_proxy

from backlit import codec, errors
from backlit.bound import bound
from backlit.browser.client import Client
from backlit.browser.function_table import FunctionTable
from backlit.browser.options import Options
from backlit.browser.prepared import Prepared


class Runtime:
    """The runtime of the core, for as long as it runs."""

    def __init__(self, client: Client) -> None:
        self.proxy = client
        self.client = bound(client)
        self.core_status = self.client.exports.backlit_status
        self.times = bound(client.times)
        self.is_open = True
        self.functions = FunctionTable(self.client)
        self.options = Options(self.client)
        self._callbacks: dict[float, list[Callable[[], None]]] = {}
        self._folders: list[str] = []
        self._proxies = [create_proxy(_print), create_proxy(self._ended)]
        client.onOutput(self._proxies[0])
        client.onEnded(self._proxies[1])

    def submit(self, prepared: Prepared) -> float:
        """Submits a call; gives the handle of its task.

        Raises:
            QueueFullError, OutOfMemoryError: There is no room. Nothing was submitted.
        """
        self.describe(prepared)
        handle = self.client.submit(prepared.is_async)
        if handle < 0:
            raise errors.of_core(*self.client.describe(int(handle)))
        return handle

    def describe(self, prepared: Prepared) -> None:
        """Leaves in the core what is to be submitted, and how."""
        if sys.path != self._folders:
            self._folders = list(sys.path)
            self.client.useFolders(self._folders)
        self.options.use(prepared.settings, is_local=prepared.local is not None)
        arguments = prepared.arguments
        references = (
            () if prepared.function is None else (self.functions.payload(prepared.function),)
        )
        codec.write(self.client, arguments, *references)

    def watch(self, handle: float, callback: Callable[[], None]) -> bool:
        """Calls back at the task's end. False: it has ended."""
        if handle not in self._callbacks and not self.client.watch(handle):
            return False
        self._callbacks.setdefault(handle, []).append(callback)
        return True

    def _ended(self, handle: float) -> None:
        for callback in self._callbacks.pop(handle, ()):
            callback()

    def close(self) -> None:
        self.is_open = False
        self.client.close()
        for proxy in self._proxies:
            proxy.destroy()


def _print(stream: int, text: str) -> None:
    target = sys.stdout if stream == 1 else sys.stderr
    target.write(text)
    target.flush()
