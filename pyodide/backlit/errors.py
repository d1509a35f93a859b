"""The errors that backlit itself raises."""

import builtins


class BacklitError(Exception):
    """All errors of backlit are of this class."""


class RemoteError(BacklitError):
    """What a function raised could not be brought back as what it is; this has its text."""


class WorkerLostError(BacklitError):
    """The worker that ran the task died before the task ended."""


class QueueFullError(BacklitError):
    """Raised by run(): too many tasks wait for a worker. Nothing was submitted."""


class TimeoutError(BacklitError, builtins.TimeoutError):  # noqa: A001
    """An attempt took longer than the task's timeout. Also a built-in TimeoutError."""


class OutOfMemoryError(BacklitError, MemoryError):
    """The memory for what passes between tasks and their clients is full."""


# Instead of the messages of the core, where those name what only JavaScript has.
_MESSAGES = {
    "QueueFullError": (
        "the queue is full: wait for some tasks to end, or raise start(max_pending=…)"
    ),
    "OutOfMemoryError": "the memory for what passes between tasks and their clients is full",
}


def of_core(name: str, message: str) -> BacklitError:
    """An error of the core, by the name of its class."""
    kind = globals().get(name, BacklitError)
    message = _MESSAGES.get(name, message)
    return kind(message) if issubclass(kind, BacklitError) else BacklitError(message)
