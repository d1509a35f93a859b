"""A part of the page that refreshes itself until what it shows has ended."""

from collections.abc import Callable
from random import uniform


def refreshing(draw: Callable[[], None], *, ended: Callable[[], bool], seconds: float) -> None:
    """Draws a part of the page, and again about as often as this until that has ended.

    When it ends, and when it begins again, the script runs once more.

    Streamlit loses that run of the script if a fragment's timer fires at the same moment: the page
    stays as it was, with all of its timers. So what the script drew without a timer, and is run by
    one, asks again; and no two parts have timers that always fire together.
    """
    import streamlit as st

    has_timer = not ended()
    is_script_s_run = True

    def part() -> None:
        if ended() is has_timer or not (has_timer or is_script_s_run):
            st.rerun()
        draw()

    st.fragment(part, run_every=seconds * uniform(0.9, 1.1) if has_timer else None)()
    is_script_s_run = False
