"""Where a task stands."""

from enum import Enum


class TaskStatus(Enum):
    """Where a task stands. The last three are for ever.

    PENDING ──► RUNNING ──► DONE | ERROR | CANCELLED, and PENDING ──► CANCELLED.
    RUNNING is also a task whose attempt has failed and that waits for the next one.
    """

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    ERROR = "error"
    CANCELLED = "cancelled"
