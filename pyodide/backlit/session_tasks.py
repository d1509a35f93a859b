"""A place for tasks that outlives one run of a script."""

from typing import Any


def session_tasks(session_state: Any, key: str = "asynclit_tasks") -> dict[str, Any]:
    """The dictionary for tasks in `session_state[key]`, made when it is first asked for.

    Args:
        session_state: `st.session_state`, or anything else with keys.
        key: Under which it is kept.
    """
    if key not in session_state:
        session_state[key] = {}
    tasks: dict[str, Any] = session_state[key]
    return tasks
