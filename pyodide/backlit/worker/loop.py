"""The event loop of a worker: `run_sync()` cannot suspend what it calls.

In Pyodide up to 0.29, where the browser can switch stacks, each call that may be suspended leaves
16 bytes on the interpreter's stack: after 327,680 turns of the loop it is full, and Python crashes.
"""

from collections.abc import Callable
from typing import Any

from pyodide import webloop


def install() -> None:
    """Has the loop make no such calls."""
    original = webloop.create_once_callable

    def create_once_callable(callback: Callable[..., Any], **_: Any) -> Any:
        return original(callback)

    webloop.create_once_callable = create_once_callable
