"""What an app of Streamlit shows of its tasks: real apps, run by Streamlit's own AppTest."""

import re

from conditions import wait_for
from streamlit.testing.v1 import AppTest


def open_app(script, **state) -> AppTest:
    app = AppTest.from_function(script, default_timeout=30)
    for name, value in state.items():
        app.session_state[name] = value
    return app.run()


def button(app, label):
    (found,) = [each for each in app.button if each.label == label]
    return found


def shows(app, text) -> bool:
    elements = [*app.markdown, *app.text, *app.caption]
    return any(text in element.value for element in elements)


def rerun_until_shown(app, text):
    wait_for(lambda: shows(app.run(), text))


# Scripts


def counting():
    import time

    import backlit.streamlit as tasks

    def count():
        n = 0
        while not tasks.is_task_cancel_requested(key="count"):
            n += 1
            tasks.set_task_progress(key="count", value=0.25)
            time.sleep(0.01)
        tasks.complete_cancelled(key="count")

    tasks.task_panel(tasks.submit(count, key="count"), label="Counting")


def dividing():
    import streamlit as st

    import backlit.streamlit as tasks

    def divide(a, b):
        return a / b

    handle = tasks.submit(divide, 6, st.session_state.by, key="divide")
    tasks.task_panel(handle)
    st.text(tasks.match_task(handle, loading="…", ready=lambda n: f"it is {n}", error="failed"))


def tables():
    import streamlit as st

    import backlit.streamlit as tasks

    if st.button("start"):
        tasks.submit(int, key="one|`*")
        tasks.task(max, 1, 2)
    tasks.task_table()


def plain_tasks():
    import streamlit as st

    import backlit
    from backlit.streamlit import TaskHandle, task_panel

    def work():
        backlit.progress((3, 4))

    def again():
        st.session_state.task = backlit.run(int)

    if "task" not in st.session_state:
        st.session_state.task = backlit.run(work)
    task_panel(st.session_state.task, label="Plain", retry=again)
    task_panel(TaskHandle("streamtree.asyncio.task.nobody"), label="Nobody")


def wrong():
    import streamlit as st

    from backlit.streamlit import task_panel, task_table

    for call in (
        lambda: task_panel("task"),
        lambda: task_panel(st.session_state.task, refresh_every=0),
        lambda: task_table(refresh_every=-1),
    ):
        try:
            call()
        except (TypeError, ValueError) as error:
            st.text(repr(error))


# Tests


def test_a_panel_shows_a_task_and_cancels_it():
    app = open_app(counting)
    rerun_until_shown(app, "Running")
    assert shows(app, "**Counting**")
    wait_for(lambda: app.run().get("progress"))
    assert app.get("progress")[0].proto.value == 25
    button(app, "Cancel").click().run()
    rerun_until_shown(app, "Cancelled")
    assert [each.label for each in app.button] == ["Run again"]
    assert not app.get("progress")


def test_a_cancelled_task_is_run_again_by_its_button():
    app = open_app(counting)
    rerun_until_shown(app, "Running")
    button(app, "Cancel").click().run()
    rerun_until_shown(app, "Cancelled")
    button(app, "Run again").click().run()
    rerun_until_shown(app, "Running")
    button(app, "Cancel").click().run()
    rerun_until_shown(app, "Cancelled")


def test_a_panel_shows_how_a_task_ended():
    app = open_app(dividing, by=2)
    rerun_until_shown(app, "it is 3.0")
    assert shows(app, "Done")
    assert shows(app, "0.0 s")


def test_a_panel_shows_the_error_with_its_traceback():
    app = open_app(dividing, by=0)
    rerun_until_shown(app, "Failed")
    (error,) = app.exception
    assert error.value == "division by zero"
    assert any("in divide" in line for line in error.stack_trace)


def test_a_task_of_its_own_can_be_shown_and_run_again():
    app = open_app(plain_tasks)
    rerun_until_shown(app, "Done")
    assert shows(app, "Nobody: not started")
    assert app.get("progress")[0].proto.text == "3 of 4"
    first = app.session_state.task
    button(app, "Run again").click().run()
    assert app.session_state.task is not first
    rerun_until_shown(app, "Done")


def test_a_table_of_all_tasks():
    app = open_app(tables)
    assert shows(app, "This session has no tasks.")
    button(app, "start").click().run()
    wait_for(lambda: [row[2:4] for row in table_rows(app.run())[1:]] == 2 * [["done", "False"]])
    head, first, second = table_rows(app)
    assert head[1:-1] == [
        *("key", "status", "has_error", "has_result", "cancel_requested", "progress", "seconds")
    ]
    assert first[1].startswith("max-")
    assert (second[1], second[6]) == ("one|`*", "None")


def table_rows(app):
    """Of the page's only table, with its head and without what Markdown needs."""
    (text,) = [each.value for each in app.markdown if each.value.startswith("|")]
    head, _, *rows = [re.split(r"(?<!\\)\|", line) for line in text.splitlines()]
    return [[re.sub(r"\\(.)", r"\1", cell.strip()) for cell in row] for row in (head, *rows)]


def test_bad_input_is_named():
    import backlit

    task = backlit.run(int)
    wait_for(lambda: task.done)
    app = open_app(wrong, task=task)
    assert [each.value for each in app.text] == [
        "TypeError(\"task_panel('task'): give a task, or a handle of submit()\")",
        "ValueError('task_panel(refresh_every=0): give more than 0 seconds')",
        "ValueError('task_table(refresh_every=-1): give more than 0 seconds')",
    ]
