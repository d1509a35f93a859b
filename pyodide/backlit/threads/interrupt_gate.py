"""Raising an exception in another thread, while it runs a certain function and at no other time."""

import asyncio
import ctypes
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_raise_in_thread = ctypes.pythonapi.PyThreadState_SetAsyncExc
_raise_in_thread.argtypes = (ctypes.c_ulong, ctypes.py_object)
_NOTHING = ctypes.py_object()


class InterruptGate:
    """Runs a function that can be interrupted once.

    The interpreter raises such an exception between two bytecodes, wherever the thread is then: in
    the function or in what it calls, a `finally` included, as with Ctrl-C. What waits in C, such as
    `time.sleep`, meets it afterwards. The gate sees to it that the function alone meets it: as at
    most one is sent, and none any more once the gate is shut, nothing after `run()` can.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: int | None = None
        self.is_spent = False

    def run(self, function: Callable[..., T], *args: Any) -> T:
        """Calls the function.

        Raises:
            asyncio.CancelledError: It was interrupted.
            BaseException: What it raises.
        """
        try:
            self._open()
            result = function(*args)
            self._shut()
            return result
        except BaseException:
            self._shut()
            raise

    def interrupt(self) -> bool:
        """Raises `asyncio.CancelledError` in the function, also if it is only about to be called.

        Returns:
            Whether that was done: not a second time.
        """
        with self._lock:
            if self.is_spent:
                return False
            self.is_spent = True
            if self._thread is not None:
                _raise_in_thread(self._thread, asyncio.CancelledError)
            return True

    def _open(self) -> None:
        with self._lock:
            if self.is_spent:
                raise asyncio.CancelledError
            self._thread = threading.get_ident()

    def _shut(self) -> None:
        with self._lock:
            if self._thread is not None and self.is_spent:
                _raise_in_thread(self._thread, _NOTHING)  # takes it back, if it is still to come
            self._thread = None
