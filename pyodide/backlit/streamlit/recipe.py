"""One logical task for each key of a session: the recipe of streamtree.asyncio, by its names.

A key has one task until it is dismissed: a rerun that submits again gets the same one. Work that
is new takes a new key, or dismisses the old one.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from backlit.call import Call
from backlit.current import current
from backlit.streamlit.slot import Slot
from backlit.streamlit.whole_runs import keep_runs_whole
from backlit.task import Task

T = TypeVar("T")

PREFIX = "streamtree.asyncio.task."
LONGEST_PREVIEW = 120

_here = sys.modules[__name__]


def __getattr__(name: str) -> Any:
    if name != "st":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import streamlit

    keep_runs_whole()
    return streamlit


@dataclass(frozen=True)
class TaskHandle(Generic[T]):
    """The task of a key, to be read in any rerun: `submit()` gives one. It holds nothing itself."""

    _session_key: str

    def status(self) -> str:
        """ "pending", "running", "done", "error" or "cancelled"; "missing": the key has no task."""
        slot = self.slot
        return "missing" if slot is None else slot.status

    def result(self) -> T | None:
        """What the function returned; None if it did not, or not yet."""
        slot = self.slot
        return None if slot is None else slot.result

    def error(self) -> str | None:
        """The `repr` of what the function raised; `task.error` is the exception itself."""
        slot = self.slot
        return None if slot is None else slot.error

    def progress(self) -> Any | None:
        """The newest progress value; None: there is none, or the task was cancelled."""
        slot = self.slot
        return None if slot is None else slot.progress

    def cancel(self) -> None:
        """Asks for the task's end. A pending one is cancelled at once.

        A running one sees `is_task_cancel_requested()` for a second before it is interrupted, and
        is given up, and its worker replaced, another second later. A function that returns first
        is done.
        """
        slot = self.slot
        if slot is not None:
            slot.task.cancel()

    @property
    def task(self) -> Task[T] | None:
        """The task itself; None: the key has none."""
        slot = self.slot
        return None if slot is None else slot.task

    @property
    def slot(self) -> Slot | None:
        """What the session has under the key; None: nothing of backlit's."""
        return slot_at(self._session_key)


def session_state() -> Any:
    """`st.session_state`."""
    return _here.st.session_state


def slot_at(session_key: str) -> Slot | None:
    """What the session has there; None: nothing of backlit's."""
    found = session_state().get(session_key)
    return found if isinstance(found, Slot) else None


def submit(fn: Callable[..., T], /, *args: Any, key: str, **kwargs: Any) -> TaskHandle[T]:
    """Runs a function in the background, unless the key has a task already.

    Args:
        fn: A function, or a coroutine function.
        *args: Its arguments.
        key: Names the task in this session; spaces around it do not count.
        **kwargs: Its keyword arguments.

    Raises:
        ValueError: The key is blank.
        TypeError: `fn` cannot be called, or what it needs cannot be sent to a worker.
        QueueFullError: Too many tasks wait. Nothing was submitted.
    """
    name = checked(key)
    handle: TaskHandle[T] = TaskHandle(PREFIX + name)
    if handle.slot is None:
        session_state()[handle._session_key] = Slot(name, Call(fn, args, kwargs))
    return handle


def submit_many(jobs: Sequence[tuple[str, Callable[[], Any]]]) -> tuple[TaskHandle[Any], ...]:
    """Submits each `(key, fn)`, and gives their handles in the same order.

    Raises:
        ValueError: A key is blank, or there twice. Nothing was submitted.
    """
    keys = [checked(key) for key, _ in jobs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"submit_many: duplicate task key {key!r}: give each job its own")
    return tuple(submit(fn, key=key) for key, fn in jobs)


def dismiss_task(*, key: str) -> bool:
    """Frees the key of a task that has ended, with all that the task has left.

    Returns:
        Whether the key was freed: False if it had nothing, or its task is pending or running.
    """
    session_key = PREFIX + checked(key)
    state = session_state()
    slot = slot_at(session_key)
    if state.get(session_key) is None or (slot is not None and not slot.task.done):
        return False
    del state[session_key]
    return True


def dismiss_tasks(*, keys: Sequence[str]) -> int:
    """The same for several keys; how many of them were freed."""
    return sum(dismiss_task(key=key) for key in keys)


def summarize_async_tasks() -> list[dict[str, Any]]:
    """A row for each task of the session, by key: plain data for a table or a log.

    Returns:
        Rows with `key`, `status`, `has_error`, `has_result` (one that is not None),
        `cancel_requested` and `progress`, which is the `repr` of the newest value, cut to 120
        characters.
    """
    return [
        {
            "key": slot.key,
            "status": slot.status,
            "has_error": slot.error is not None,
            "has_result": slot.result is not None,
            "cancel_requested": slot.cancel_requested,
            "progress": _preview(slot.progress),
        }
        for slot in slots()
    ]


def slots() -> list[Slot]:
    """What the session has of backlit's, by key."""
    state = session_state()
    keys = sorted(key for key in state if str(key).startswith(PREFIX))
    return [state[key] for key in keys if isinstance(state[key], Slot)]


def _preview(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_PREVIEW else text[: LONGEST_PREVIEW - 3] + "..."


# ---- For the task itself, in its worker, and for the script


def set_task_progress(*, key: str, value: Any) -> None:
    """Makes this the progress of the key's task. Nothing happens if there is no such task.

    A task can do so for itself only; a script for all tasks of its session.
    """
    name = checked(key)
    attempt = current.get(None)
    if attempt is None:
        slot = slot_at(PREFIX + name)
        if slot is not None:
            slot.progress = value
    elif attempt.name == name:
        attempt.progress(value)


def is_task_cancel_requested(*, key: str) -> bool:
    """Whether the key's task is asked to end, and has not ended. A task can only ask for itself."""
    name = checked(key)
    attempt = current.get(None)
    if attempt is None:
        slot = slot_at(PREFIX + name)
        return slot is not None and slot.cancel_requested
    return attempt.name == name and attempt.cancel_requested()


def complete_cancelled(*, key: str) -> None:
    """Says, in a task that was asked to end, that it has given up: it is cancelled when it returns.

    Nothing happens if the task was not asked to end, or if somebody else calls this.
    """
    name = checked(key)
    attempt = current.get(None)
    if attempt is not None and attempt.name == name and attempt.cancel_requested():
        attempt.completes_cancelled = True


def checked(key: str) -> str:
    """The key without the spaces around it.

    Raises:
        TypeError, ValueError: It is no text, or blank.
    """
    if not isinstance(key, str):
        raise TypeError(f"key={key!r}: give a text")
    if not key.strip():
        raise ValueError(f"key={key!r}: the key of a task must be a non-empty text")
    return key.strip()


__all__ = [
    "TaskHandle",
    "complete_cancelled",
    "dismiss_task",
    "dismiss_tasks",
    "is_task_cancel_requested",
    "set_task_progress",
    "submit",
    "submit_many",
    "summarize_async_tasks",
]
