"""What a worker gets of a task."""

from typing import NamedTuple

from backlit.call import Call
from backlit.retry_policy import RetryPolicy


class Work(NamedTuple):
    """What a worker gets of a task: the rest of its settings is the core's business."""

    call: Call
    retry: RetryPolicy | None
    name: str | None
