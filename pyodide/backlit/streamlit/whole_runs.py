"""In stlite, all that a run of the script draws gets to the page, and clicks are not lost."""

import sys
from collections.abc import Sequence
from functools import cache, wraps


@cache
def keep_runs_whole() -> None:
    """Mends two places where Streamlit, in a browser, loses what a run of the script has drawn.

    What a run draws waits in the event loop, and then in a queue. The timer of a fragment may have
    fired meanwhile. If its run begins first, Streamlit drops what waits in the event loop, and that
    fragment's part of the queue, without which the page misplaces the elements after it. On a
    server most of it is sent while the script runs, as that has a thread of its own.
    """
    if sys.platform != "emscripten":
        return
    from streamlit.runtime.app_session import AppSession
    from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

    if not (
        hasattr(AppSession, "_handle_scriptrunner_event_on_event_loop")
        and hasattr(ForwardMsgQueue(), "_delta_index_map")
    ):
        return  # a version that does it in another way
    wait = AppSession._on_scriptrunner_event
    clear = ForwardMsgQueue.clear

    @wraps(wait)  # keeps it: a script runner that has begun listens by a weak reference to it
    def handle(self: AppSession, *event: object, **details: object) -> None:
        self._handle_scriptrunner_event_on_event_loop(*event, **details)

    @wraps(clear)
    def clear_unless_fragment(
        self: ForwardMsgQueue,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: Sequence[str] | None = None,
    ) -> None:
        if fragment_ids_this_run:
            self._delta_index_map.clear()
        else:
            clear(self, retain_lifecycle_msgs, fragment_ids_this_run)

    AppSession._on_scriptrunner_event = handle
    ForwardMsgQueue.clear = clear_unless_fragment
