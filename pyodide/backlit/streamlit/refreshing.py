"""A part of the page that refreshes itself until what it shows has ended."""

from collections.abc import Callable


def refreshing(draw: Callable[[], None], *, ended: Callable[[], bool], seconds: float) -> None:
    """Draws a part of the page, and again as often as this until that has ended.

    When it ends, and when it begins again, the script runs once more.
    """
    import streamlit as st

    has_timer = not ended()
    is_script_s_run = True

    def part() -> None:
        # A run of its own without a timer: a button's, or that of a timer which the page still has,
        # as it may lose the run of a script that came at a timer's time.
        if ended() is has_timer or not (has_timer or is_script_s_run):
            st.rerun()
        draw()

    st.fragment(part, run_every=seconds if has_timer else None)()
    is_script_s_run = False
