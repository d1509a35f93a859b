"""An app with a button whose clicks are measured, while tasks compute or not."""

import streamlit as st

import backlit


def spin():
    while True:
        pass


state = st.session_state
tasks = backlit.session_tasks(state)

if st.button("press"):
    state.presses = state.get("presses", 0) + 1
if st.button("run one more"):
    tasks[len(tasks)] = backlit.run(spin)
if st.button("stop"):
    for task in tasks.values():
        task.cancel()

running = sum(task.status is backlit.TaskStatus.RUNNING for task in tasks.values())
ended = sum(task.done for task in tasks.values())
st.text(f"{running} running, {ended} of {len(tasks)} ended")
st.text(f"presses: {state.get('presses', 0)}")
