"""All tasks of a session on the page, to look at while an app is made."""

import re
from typing import Any

from backlit.streamlit.elapsed import elapsed
from backlit.streamlit.recipe import slots, summarize_async_tasks
from backlit.streamlit.refreshing import refreshing


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
    refreshing(_draw, ended=_have_ended, seconds=refresh_every)


def _have_ended() -> bool:
    return all(slot.task.done for slot in slots())


def _draw() -> None:
    import streamlit as st

    rows = [
        row | {"seconds": _rounded(elapsed(slot.task.timings))}
        for slot, row in zip(slots(), summarize_async_tasks(), strict=True)
    ]
    if rows:
        st.markdown(_markdown(rows))
    else:
        st.caption("This session has no tasks.")


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _markdown(rows: list[dict[str, Any]]) -> str:
    """A data frame would look the same, and need pandas, for which a browser takes seconds."""
    head, *body = [[_cell(each) for each in line] for line in (rows[0], *map(dict.values, rows))]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    text = "" if value is None else str(value).replace("\n", " ")
    return re.sub(r"([^\w\s])", r"\\\1", text)
