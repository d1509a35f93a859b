"""Background tasks of Streamlit apps: one for each key of a session, found again by each rerun.

The functions of `streamtree.asyncio` and `streamtree.loading`, over backlit's tasks; and elements
that show a task: `task_panel()`, `task_table()`.

Nothing here imports Streamlit before a script needs it: functions that run in workers do without
it.
"""

from backlit.streamlit.deduplicated import task
from backlit.streamlit.loading import match_task, match_task_many, submit_many_ordered
from backlit.streamlit.panel import task_panel
from backlit.streamlit.recipe import (
    TaskHandle,
    complete_cancelled,
    dismiss_task,
    dismiss_tasks,
    is_task_cancel_requested,
    set_task_progress,
    submit,
    submit_many,
    summarize_async_tasks,
)
from backlit.streamlit.table import task_table

__all__ = [
    "TaskHandle",
    "complete_cancelled",
    "dismiss_task",
    "dismiss_tasks",
    "is_task_cancel_requested",
    "match_task",
    "match_task_many",
    "set_task_progress",
    "submit",
    "submit_many",
    "submit_many_ordered",
    "summarize_async_tasks",
    "task",
    "task_panel",
    "task_table",
]
