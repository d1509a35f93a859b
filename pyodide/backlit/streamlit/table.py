"""All tasks of a session on the page, to look at while an app is made."""

import time

from backlit.streamlit.recipe import slots, summarize_async_tasks


def task_table(*, refresh_every: float = 1.0) -> None:
    """Shows a row for each task of the session, and refreshes itself until all have ended.

    The rows are those of `summarize_async_tasks()`, with the elapsed seconds.

    Args:
        refresh_every: Seconds.

    Raises:
        ValueError: `refresh_every` is not more than 0.
    """
    if not refresh_every > 0:
        raise ValueError(f"task_table(refresh_every={refresh_every!r}): give more than 0 seconds")
    import streamlit as st

    refreshes = not all(slot.task.done for slot in slots())
    st.fragment(_draw, run_every=refresh_every if refreshes else None)(refreshes)


def _draw(refreshes: bool) -> None:
    import streamlit as st

    if all(slot.task.done for slot in slots()) is refreshes:  # the timer has to start or to end
        st.rerun()
    rows = [
        row | {"seconds": _seconds(slot.task.timings.started, slot.task.timings.ended)}
        for slot, row in zip(slots(), summarize_async_tasks(), strict=True)
    ]
    if rows:
        st.dataframe(rows, hide_index=True)
    else:
        st.caption("This session has no tasks.")


def _seconds(started: float | None, ended: float | None) -> float | None:
    return None if started is None else round((ended or time.time()) - started, 1)
