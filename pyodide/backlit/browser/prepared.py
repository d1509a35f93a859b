"""What is submitted."""

from typing import NamedTuple

from backlit.codec import Encoded
from backlit.task_settings import TaskSettings


class Prepared(NamedTuple):
    """A call that can be submitted.

    Attributes:
        function: Its pickle; None: the call stays in this interpreter.
        arguments: The value that the worker gets; of one that stays, its number in `local_calls`.
    """

    settings: TaskSettings
    is_async: bool
    function: bytes | None
    arguments: Encoded
    local: int | None = None
