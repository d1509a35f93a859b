"""What an app does with backlit: a button starts each job, and reruns show what becomes of it."""

import asyncio
import time

import prices
import streamlit as st

import backlit
from backlit.codec import dumps


def count():
    n = 0
    while True:
        n += 1
        if n % 100_000 == 0:
            backlit.progress(n)


def total(n):
    return sum(i * i for i in range(n))


async def fetch():
    await asyncio.sleep(0.1)
    return "fetched"


def fail():
    raise ValueError("no such row")


def table():
    import numpy as np
    import pandas as pd

    return pd.DataFrame({"square": np.arange(4) ** 2})


def price():
    return prices.of("tea")


def say():
    print("said by a task")


@st.cache_data(show_spinner=False)
def cached(n):
    return f"cached {n}"


def begin():
    """The first `run` of all is that of a callback."""
    tasks["first"] = backlit.run(total, 10)


def poll():
    """Holds up the script, and not the event loop: stlite makes `time.sleep()` an `await`."""
    task = backlit.run(total, 100)
    while not task.done:
        time.sleep(0.01)
    return task.result


def wait():
    """A coroutine function here: stlite makes `time.sleep()` an `await`."""
    time.sleep(0.1)
    return asyncio.current_task().get_name() != ""


def draw():
    place.text("drawn")


def tick():
    return time.time()


JOBS = {
    "count": (count,),
    "count too": (count,),
    "total": (total, 100_000),
    "fetch": (fetch,),
    "fail": (fail,),
    "table": (table,),
    "price": (price,),
    "say": (say,),
    "cached": (cached, 5),
    "wait": (wait,),
    "draw": (draw,),
}

place = st.empty()
state = st.session_state
tasks = backlit.session_tasks(state)

if "first" not in tasks:
    st.button("begin", on_click=begin)
    st.stop()
for name, job in JOBS.items():
    if st.button(name):
        try:
            tasks[name] = backlit.run(*job)
        except TypeError as error:
            state.refused = f"{name}: {error}"
if st.button("stop"):
    tasks["count"].cancel()
if st.button("poll"):
    state.polled = poll()
if st.button("greet"):
    state.greeted = True
if st.button("use a fragment"):
    state.fragment = True
if st.button("show panels"):
    state.panels = True
if st.button("hide panels"):
    state.pop("panels", None)
if "panels" in state:
    import panels

    panels.show()
    st.stop()

# What a script does in each of its runs is done once.
state.runs = state.get("runs", 0) + 1
state.setdefault("pickles", set()).add(dumps(total))
if "once" not in tasks:
    tasks["once"] = backlit.run(total, 10)
state.setdefault("ids", set()).add(tasks["once"].id)
backlit.schedule_interval(tick, seconds=0.2, latest_task_name="tick", job_id="tick")


def show():
    place = ", in a fragment" if "fragment" in state else ""
    st.text(f"run {state.runs}{place}: {len(state.ids)} task, {len(state.pickles)} pickle")
    st.text(state.get("refused", ""))
    if "greeted" in state:
        st.text("Hello!")
    if "polled" in state:
        st.text(f"polled {state.polled}")
    for name, task in tasks.items():
        words = [name, task.status.name, task.latest, task.cancelled_by]
        if task.status is backlit.TaskStatus.DONE:
            words.append(task.result)
        st.text(" ".join(str(each) for each in words if each is not None))
        if task.error is not None:
            st.exception(task.error)
    latest = backlit.get_default_manager().get("global:tick")
    if latest and latest.done:
        state.setdefault("ticks", set()).add(latest.result)
    st.text(f"ticks: {len(state.get('ticks', ()))}, executor: {backlit.diagnose()['executor']}")


if "fragment" in state:
    # Not much faster: Streamlit loses clicks for whose run it has no time in between.
    st.fragment(show, run_every=1)()
else:
    show()
    time.sleep(0.2)
    st.rerun()
