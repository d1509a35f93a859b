"""A Streamlit app in the browser: its tasks run on workers, while the app stays usable."""

import time

import streamlit as st

import backlit

SIZE = 200_000


def count_primes(first, last):
    found = 0
    for n in range(first, last):
        found += n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))
        if n % 1000 == 0:
            backlit.progress((n - first) / (last - first))
    return found


st.title("backlit in stlite")
st.caption("Press the buttons while it counts: nothing here waits.")

tasks = backlit.session_tasks(st.session_state)
start, cancel, clicks = st.columns(3)
if start.button("Count primes", type="primary"):
    for part in range(2):
        tasks[f"part {part + 1}"] = backlit.run(count_primes, part * SIZE, (part + 1) * SIZE)
if cancel.button("Cancel"):
    for task in tasks.values():
        task.cancel()
if clicks.button("Click me"):
    st.session_state.clicks = st.session_state.get("clicks", 0) + 1
clicks.write(f"{st.session_state.get('clicks', 0)} clicks")

for name, task in tasks.items():
    status = task.status.name.lower()
    if task.status == backlit.TaskStatus.ERROR:
        st.error(f"{name}: {task.error!r}")
    elif task.status == backlit.TaskStatus.DONE:
        st.success(f"{name}: {task.result:,} primes")
    else:
        st.progress(task.latest or 0.0, f"{name}: {status}")

if any(not task.done for task in tasks.values()):
    time.sleep(0.2)
    st.rerun()
