"""A part of the page that refreshes itself until what it shows has ended."""

from collections.abc import Callable
from random import uniform


def refreshing(draw: Callable[[], None], *, ended: Callable[[], bool], seconds: float) -> None:
    """Draws a part of the page, and again about as often as this until that has ended.

    When it ends, and when it begins again, the script runs once more.

    Where timers fire together, Streamlit runs their fragments together. If one of them asks for the
    script when another one has drawn, the page at times loses that run, and stands still: so only
    the first of them asks. What the script drew without a timer, and is run by one, asks again.
    """
    import streamlit as st

    has_timer = not ended()
    is_script_s_run = True

    def part() -> None:
        is_over = ended() is has_timer or not (has_timer or is_script_s_run)
        if is_over and _is_first():
            st.rerun()
        draw()

    st.fragment(part, run_every=seconds * uniform(0.9, 1.1) if has_timer else None)()
    is_script_s_run = False


def _is_first() -> bool:
    """Whether no other fragment has drawn in this run."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    together = getattr(context, "fragment_ids_this_run", None)
    return not together or together[0] == getattr(context, "current_fragment_id", together[0])
