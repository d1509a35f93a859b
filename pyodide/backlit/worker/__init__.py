"""What a worker's Python runs tasks with: JavaScript makes one `Worker` and calls it."""

from backlit.worker.worker import Worker

__all__ = ["Worker"]
