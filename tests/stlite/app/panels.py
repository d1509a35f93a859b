"""The part of the app that shows tasks by elements which refresh themselves."""

import asyncio

import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import get_instance

from backlit import compat

compat.install()

import program  # noqa: E402

from backlit.streamlit import submit, task_panel, task_table  # noqa: E402

state = st.session_state


class Label(str):
    """Says how often it was drawn."""

    def __format__(self, _):
        state[self] = state.get(self, 0) + 1
        return f"{self!s} drawn {state[self]} times"


def let_timers_fire():
    """As the page's timers do at times: before what this run draws is sent."""
    [session] = [each.session for each in get_instance()._session_mgr.list_active_sessions()]
    for fragment in session._fragment_storage._fragments:
        client = ClientState(fragment_id=fragment, is_auto_rerun=True)
        asyncio.get_running_loop().call_soon(session.request_rerun, client)


def show():
    if st.button("let timers fire"):
        let_timers_fire()
    state.shown = state.get("shown", 0) + 1
    handle = program.start(state)
    task_panel(handle, label=Label("Loading"), refresh_every=0.5)
    task_panel(submit(program.divide, 1, 0, key="divide"), label=Label("Dividing"))
    st.text(f"run {state.shown} with panels: {program.text(handle)}")
    squares = program.asynclit.session_tasks(state)["squares"]
    state.setdefault("squares", []).extend(squares.progress)
    st.text(f"squares {squares.status.name} {state.squares}")
    task_table(refresh_every=0.5)
