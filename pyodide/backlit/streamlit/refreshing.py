"""A part of the page that refreshes itself until what it shows has ended."""

from collections.abc import Callable


def refreshing(draw: Callable[[], None], *, ended: Callable[[], bool], seconds: float) -> None:
    """Draws a part of the page, and again as often as this until that has ended.

    When it ends, and when it begins again, the script runs once more.
    """
    import streamlit as st

    has_timer = not ended()

    def part() -> None:
        if ended() is has_timer:
            st.rerun()
        draw()

    st.fragment(part, run_every=seconds if has_timer else None)()
