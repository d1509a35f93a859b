"""A Streamlit app in the browser: its tasks run on workers, while the app stays usable."""

import streamlit as st

from backlit.streamlit import match_task_many, set_task_progress, submit, task_panel, task_table

SIZE = 200_000


def count_primes(key, first, last):
    found = 0
    for n in range(first, last):
        found += n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))
        if n % 1000 == 0:
            set_task_progress(key=key, value=(n - first) / (last - first))
    return found


st.title("backlit in stlite")
st.caption("Press the buttons while it counts: nothing here waits.")

count, click = st.columns(2)
if count.button("Count primes", type="primary"):
    st.session_state.counts = True
if click.button("Click me"):
    st.session_state.clicks = st.session_state.get("clicks", 0) + 1
click.write(f"{st.session_state.get('clicks', 0)} clicks")

if "counts" in st.session_state:
    halves = []
    for half in (1, 2):
        key = f"half {half}"
        handle = submit(count_primes, key, SIZE * (half - 1), SIZE * half, key=key)
        task_panel(handle, label=f"Primes, {key}")
        halves.append(handle)
    st.write(
        match_task_many(
            halves,
            loading="Counting …",
            ready=lambda found: f"**{sum(found):,} primes** below {2 * SIZE:,}",
            error="Something went wrong.",
            cancelled="Cancelled: run it again, or not.",
        )
    )
    task_table()
