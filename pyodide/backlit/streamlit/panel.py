"""A task on the page: its state, its progress, and buttons."""

from collections.abc import Callable
from typing import Any

from backlit.streamlit.elapsed import elapsed
from backlit.streamlit.recipe import TaskHandle, slots
from backlit.streamlit.refreshing import refreshing
from backlit.streamlit.slot import Slot
from backlit.task import Task
from backlit.task_status import TaskStatus

BADGES = {
    TaskStatus.PENDING: ":gray[:material/schedule: Waiting]",
    TaskStatus.RUNNING: ":blue[:material/play_circle: Running]",
    TaskStatus.DONE: ":green[:material/check_circle: Done]",
    TaskStatus.ERROR: ":red[:material/error: Failed]",
    TaskStatus.CANCELLED: ":orange[:material/cancel: Cancelled]",
}


def task_panel(
    task: Task[Any] | TaskHandle[Any],
    *,
    label: str | None = None,
    retry: Callable[[], object] | None = None,
    refresh_every: float = 1.0,
) -> None:
    """Shows a task: its state, progress, elapsed time, and buttons to cancel it or to run it again.

    It refreshes itself, without a rerun of the script, until the task ends; then the script runs
    once more, so that it shows the result. The error of a failed task is shown with its traceback.

    A progress value that is a `float` from 0 to 1, or a pair of numbers (done, total), is a bar;
    any other one is shown as text.

    Args:
        task: A task, or a handle of `submit()`.
        label: What it is. Default: the task's name.
        retry: Called by the button that runs it again. Default: what a handle of `submit()` or a
            task of `task()` runs is submitted again; for other tasks there is no such button.
        refresh_every: Seconds.

    Raises:
        ValueError: `refresh_every` is not more than 0.
        TypeError: `task` is neither a task nor a handle.
    """
    if not isinstance(task, Task | TaskHandle):
        raise TypeError(f"task_panel({task!r}): give a task, or a handle of submit()")
    if not refresh_every > 0:
        raise ValueError(f"task_panel(refresh_every={refresh_every!r}): give more than 0 seconds")
    import streamlit as st

    slot = _slot_of(task)
    shown = task.task if isinstance(task, TaskHandle) else task
    if shown is None:
        st.caption(f"{label or 'Task'}: not started")
        return
    source = slot or shown
    refreshing(
        lambda: _draw(source, label, retry),
        ended=lambda: (source.task if isinstance(source, Slot) else source).done,
        seconds=refresh_every,
    )


def _slot_of(task: Task[Any] | TaskHandle[Any]) -> Slot | None:
    if isinstance(task, TaskHandle):
        return task.slot
    return next((slot for slot in slots() if slot.task is task), None)


def _draw(
    source: Slot | Task[Any],
    label: str | None,
    retry: Callable[[], object] | None,
) -> None:
    import streamlit as st

    if isinstance(source, Slot):
        task, latest, key = source.task, source.progress, source.key
        retry = retry or source.run_again
    else:
        task, latest, key = source, source.latest, source.id
    with st.container(border=True):
        text, buttons = st.columns([3, 1])
        text.markdown(f"**{label or task.name or 'Task'}** &nbsp; {BADGES[task.status]}")
        with buttons:
            if not task.done:
                asked = task.cancel_requested
                name = "Cancelling …" if asked else "Cancel"
                st.button(name, key=f"{key}.cancel", on_click=_do(task.cancel), disabled=asked)
            elif retry is not None:
                st.button("Run again", key=f"{key}.retry", on_click=_do(retry))
        _show_progress(latest, is_done=task.status is TaskStatus.DONE)
        st.caption(_shown(elapsed(task.timings)) + _attempts(task))
        if task.error is not None:
            st.exception(task.error)


def _do(action: Callable[[], object]) -> Callable[[], None]:
    def click() -> None:
        action()

    return click


def _show_progress(value: Any, *, is_done: bool) -> None:
    import streamlit as st

    match value:
        case None:
            return
        case float() if 0 <= value <= 1:
            st.progress(value)
        case (int() | float() as done, int() | float() as total) if total > 0:
            st.progress(min(max(done / total, 0.0), 1.0), text=f"{done} of {total}")
        case _ if not is_done:
            st.text(str(value))


def _shown(seconds: float | None) -> str:
    if seconds is None:
        return "not started"
    minutes, seconds = divmod(max(seconds, 0.0), 60)
    return f"{minutes:.0f} min {seconds:02.0f} s" if minutes else f"{seconds:.1f} s"


def _attempts(task: Task[Any]) -> str:
    return f", attempt {task.attempts}" if task.attempts > 1 else ""
