"""One task for each key of a session. What asks for `recipe` is true of streamtree as well."""

import asyncio
import importlib
import json
import sys
import time
from types import ModuleType, SimpleNamespace

import pytest
from waiting import ended, until

from backlit.streamlit import loading, task
from backlit.streamlit import recipe as ours

everywhere = pytest.mark.everywhere  # not where a function waits for the script


def session(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> dict:
    """A new session, which stands for Streamlit's."""
    state: dict = {}
    monkeypatch.setitem(vars(module), "st", SimpleNamespace(session_state=state))
    return state


@pytest.fixture(params=["backlit"] if sys.platform == "emscripten" else ["backlit", "streamtree"])
def recipe(request, monkeypatch):
    if request.param == "backlit":
        session(ours, monkeypatch)
        return ours
    theirs = importlib.import_module("streamtree.asyncio")
    session(theirs, monkeypatch)
    return theirs


@pytest.fixture
def state(monkeypatch):
    return session(ours, monkeypatch)


async def is_(handle, status):
    await until(lambda: handle.status() == status)


@everywhere
async def test_a_key_has_one_task_until_it_is_dismissed(recipe):
    handle = recipe.submit(lambda: 1, key=" job ")
    await is_(handle, "done")
    again = recipe.submit(lambda: 2, key="job")
    assert (again, again.status(), again.result()) == (handle, "done", 1)
    assert recipe.dismiss_task(key="job") is True
    assert handle.status() == "missing"
    await is_(recipe.submit(lambda: 3, key="job"), "done")
    assert handle.result() == 3


@everywhere
async def test_arguments_results_and_errors(recipe):
    def divide(a, b=1):
        return a / b

    done = recipe.submit(divide, 6, key="done", b=3)
    failed = recipe.submit(divide, 6, key="failed", b=0)
    await is_(done, "done")
    await is_(failed, "error")
    assert (done.result(), done.error(), done.progress()) == (2, None, None)
    assert (failed.result(), failed.progress()) == (None, None)
    assert failed.error() == "ZeroDivisionError('division by zero')"


@everywhere
async def test_progress_is_set_in_the_task_and_stays_after_its_end(recipe):
    def work(fails):
        recipe.set_task_progress(key="a" if not fails else "b", value={"step": 1})
        recipe.set_task_progress(key="a" if not fails else "b", value={"step": 2})
        if fails:
            raise ValueError

    done = recipe.submit(work, False, key="a")
    failed = recipe.submit(work, True, key="b")
    await is_(done, "done")
    await is_(failed, "error")
    assert done.progress() == failed.progress() == {"step": 2}


async def test_a_task_that_gives_up_when_asked_is_cancelled(recipe):
    def work():
        recipe.set_task_progress(key="job", value="begun")
        while not recipe.is_task_cancel_requested(key="job"):
            time.sleep(0.01)
        recipe.complete_cancelled(key="job")
        return "what nobody sees"

    handle = recipe.submit(work, key="job")
    await until(lambda: handle.progress() == "begun")
    assert (handle.status(), recipe.is_task_cancel_requested(key="job")) == (
        "running",
        False,
    )
    handle.cancel()
    await is_(handle, "cancelled")
    assert (handle.result(), handle.error(), handle.progress()) == (None, None, None)
    assert recipe.is_task_cancel_requested(key="job") is False


async def test_a_task_that_finishes_when_asked_is_done(recipe):
    def work():
        recipe.complete_cancelled(key="job")  # it is not asked yet
        recipe.set_task_progress(key="job", value="begun")
        while not recipe.is_task_cancel_requested(key="job"):
            time.sleep(0.01)
        return "finished"

    handle = recipe.submit(work, key="job")
    await until(lambda: handle.progress() == "begun")
    handle.cancel()
    await is_(handle, "done")
    assert handle.result() == "finished"
    handle.cancel()
    assert handle.status() == "done"


async def test_a_running_task_is_not_dismissed(recipe):
    def work():
        while not recipe.is_task_cancel_requested(key="job"):
            time.sleep(0.01)

    handle = recipe.submit(work, key="job")
    await is_(handle, "running")
    assert recipe.dismiss_task(key="job") is False
    handle.cancel()
    await is_(handle, "done")
    assert recipe.dismiss_tasks(keys=["job", "other"]) == 1


@everywhere
async def test_several_tasks_and_their_summary(recipe):
    b, a = recipe.submit_many([("b", lambda: None), ("a", lambda: 1)])
    await is_(a, "done")
    await is_(b, "done")
    rows = recipe.summarize_async_tasks()
    common = {
        "status": "done",
        "has_error": False,
        "cancel_requested": False,
        "progress": "None",
    }
    assert rows == [
        {"key": "a", "has_result": True} | common,
        {"key": "b", "has_result": False} | common,
    ]
    assert json.loads(json.dumps(rows)) == rows
    assert recipe.submit_many([]) == ()


@everywhere
async def test_a_long_progress_value_is_cut_in_the_summary(recipe):
    def work():
        recipe.set_task_progress(key="job", value="x" * 200)

    await is_(recipe.submit(work, key="job"), "done")
    (row,) = recipe.summarize_async_tasks()
    assert row["progress"] == "'" + "x" * 116 + "..."


@everywhere
def test_a_key_without_a_task_is_missing(recipe):
    handle = recipe.TaskHandle("streamtree.asyncio.task.nobody")
    handle.cancel()
    recipe.set_task_progress(key="nobody", value=1)
    recipe.complete_cancelled(key="nobody")
    assert (handle.status(), handle.result()) == ("missing", None)
    assert (handle.error(), handle.progress()) == (None, None)
    assert recipe.is_task_cancel_requested(key="nobody") is False
    assert recipe.dismiss_task(key="nobody") is False
    assert recipe.summarize_async_tasks() == []


@everywhere
@pytest.mark.parametrize("key", ["", "  "])
def test_a_blank_key_is_refused(recipe, key):
    for attempt in (
        lambda: recipe.submit(int, key=key),
        lambda: recipe.submit_many([(key, int)]),
        lambda: recipe.set_task_progress(key=key, value=1),
        lambda: recipe.is_task_cancel_requested(key=key),
        lambda: recipe.complete_cancelled(key=key),
        lambda: recipe.dismiss_task(key=key),
        lambda: recipe.dismiss_tasks(keys=[key]),
    ):
        with pytest.raises(ValueError, match="non-empty"):
            attempt()


@everywhere
def test_duplicate_keys_are_refused(recipe):
    with pytest.raises(ValueError, match="duplicate task key 'x'"):
        recipe.submit_many([("x", int), (" x ", int)])


@everywhere
async def test_something_else_under_the_key_gives_way(recipe):
    recipe.st.session_state["streamtree.asyncio.task.job"] = {"not": "a task"}
    assert recipe.summarize_async_tasks() == []
    await is_(recipe.submit(lambda: 1, key="job"), "done")
    recipe.st.session_state["streamtree.asyncio.task.other"] = {"not": "a task"}
    assert recipe.dismiss_task(key="other") is True
    assert "streamtree.asyncio.task.other" not in recipe.st.session_state


async def test_the_script_may_set_progress_too(recipe):
    def work():
        recipe.set_task_progress(key="job", value="of the task")
        while not recipe.is_task_cancel_requested(key="job"):
            time.sleep(0.01)
        recipe.set_task_progress(key="job", value="of the task, later")

    handle = recipe.submit(work, key="job")
    await until(lambda: handle.progress() == "of the task")
    recipe.set_task_progress(key="job", value="of the script")
    assert handle.progress() == "of the script"
    handle.cancel()
    await is_(handle, "done")
    assert handle.progress() == "of the task, later"


# Beyond streamtree


@everywhere
async def test_what_a_coroutine_says_of_its_own_key(state):
    async def work():
        ours.set_task_progress(key="other", value="not its own")
        ours.set_task_progress(key="job", value="its own")
        while not ours.is_task_cancel_requested(key="job"):
            await asyncio.sleep(0.01)
        ours.complete_cancelled(key="other")
        ours.complete_cancelled(key="job")

    handle = ours.submit(work, key="job")
    await until(lambda: handle.progress() == "its own")
    assert handle.task.name == "job"
    handle.cancel()
    await is_(handle, "cancelled")
    assert handle.task.cancelled_by == "flag"
    assert list(state) == ["streamtree.asyncio.task.job"]


@pytest.mark.usefixtures("state")
async def test_an_error_after_giving_up_is_an_error():
    def work():
        while not ours.is_task_cancel_requested(key="job"):
            time.sleep(0.01)
        ours.complete_cancelled(key="job")
        raise ValueError("of the cleanup")

    handle = ours.submit(work, key="job")
    await is_(handle, "running")
    handle.cancel()
    await is_(handle, "error")
    assert str(handle.task.error) == "of the cleanup"


@everywhere
def test_nothing_is_submitted_if_one_of_many_keys_is_wrong(state):
    with pytest.raises(ValueError, match="duplicate"):
        ours.submit_many([("x", int), ("x", int)])
    with pytest.raises(TypeError, match="key=1: give a text"):
        ours.submit_many([("x", int), (1, int)])
    with pytest.raises(TypeError, match="give a function"):
        ours.submit("no function", key="x")
    assert state == {}


# Choosing what to show


def handle_of(status):
    return SimpleNamespace(status=lambda: status, result=lambda: f"result of {status}")


@everywhere
@pytest.mark.parametrize(
    ("statuses", "shown"),
    [
        (["done", "running", "cancelled", "error"], "failed"),
        (["done", "missing", "cancelled"], "cancelled"),
        (["done", "missing"], "loading"),
        (["pending", "done"], "loading"),
        (["done", "of another kind"], "loading"),
        (["done", "done"], ("result of done", "result of done")),
        ([], ()),
    ],
)
def test_what_is_shown_for_many_tasks(statuses, shown):
    chosen = loading.match_task_many(
        [handle_of(status) for status in statuses],
        loading="loading",
        ready=lambda results: results,
        error="failed",
        cancelled="cancelled",
    )
    assert chosen == shown


@everywhere
@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("pending", "loading"),
        ("running", "loading"),
        ("missing", "loading"),
        ("done", ["result of done"]),
        ("error", "failed"),
        ("cancelled", "failed"),
    ],
)
def test_what_is_shown_for_one_task(status, shown):
    chosen = loading.match_task(
        handle_of(status),
        loading="loading",
        ready=lambda result: [result],
        error="failed",
    )
    assert chosen == shown


@everywhere
@pytest.mark.usefixtures("state")
async def test_handles_come_in_the_order_of_their_keys():
    handles = loading.submit_many_ordered({"b": lambda: 2, "c": lambda: 3, "a": lambda: 1})
    for handle in handles:
        await is_(handle, "done")
    assert [handle.result() for handle in handles] == [1, 2, 3]


# A task for a function and its arguments


def square(n):
    return n * n


@everywhere
@pytest.mark.usefixtures("state")
async def test_the_same_call_is_the_same_task():
    first = task(square, 3)
    assert task(square, 3) is first
    assert task(square, n=3) is not first
    assert task(square, 4) is not first
    assert (await ended(first)).result == 9
    assert task(square, 3) is first


@everywhere
@pytest.mark.usefixtures("state")
async def test_sessions_share_a_task_unless_they_are_told_not_to(monkeypatch):
    shared, own, named = (
        task(square, 5),
        task(square, 6, deduplicate=False),
        task(square, key="k"),
    )
    session(ours, monkeypatch)
    assert task(square, 5) is shared
    assert task(square, 6, deduplicate=False) is not own
    assert task(square, key="k") is not named
    await ended(named)


@everywhere
@pytest.mark.usefixtures("state")
async def test_a_key_names_a_task_whatever_it_runs():
    first = task(square, 3, key="job")
    assert task(square, 4, key="job") is first
    await ended(first)
    assert ours.dismiss_task(key="job")
    assert (await ended(task(square, 4, key="job"))).result == 16


@everywhere
def test_what_cannot_be_compared_wants_a_key(state):
    with pytest.raises(TypeError, match="Give it a key"):
        task(square, (n for n in range(3)))
    assert state == {}
