"""The patterns of programs that poll: what asynclit's documentation tells its users to do.

A `Page` stands for Streamlit, and a function that takes one for the script of an app: it is called
again for each rerun.
"""

import asyncio
import concurrent.futures
import time
from itertools import count

import pytest
from waiting import PATIENCE, all_ended, ended, until

import backlit

everywhere = pytest.mark.everywhere


class Page:
    """Session state, which outlives reruns, and what the script shows in the last one."""

    def __init__(self):
        self.session_state = {}
        self.shown = []

    def write(self, item):
        self.shown.append(item)

    def rerun(self, script):
        self.shown = []
        script(self)
        return self.shown

    async def rerun_until(self, script, wanted):
        """Reruns a script until it shows what is wanted. Gives what all reruns showed."""
        history = [self.rerun(script)]
        give_up = time.monotonic() + PATIENCE
        while history[-1] != wanted:
            assert time.monotonic() < give_up, history[-3:]
            await asyncio.sleep(0.01)
            history.append(self.rerun(script))
        return history


# Polling


@everywhere
async def test_a_rerun_shows_wait_and_a_later_one_the_result():
    def script(page):
        def fetch():
            time.sleep(0.1)
            return 138

        tasks = backlit.session_tasks(page.session_state)
        if "fetch" not in tasks:
            tasks["fetch"] = backlit.run(fetch)
        task = tasks["fetch"]
        page.write(f"ready {task.result}" if task.done else "wait")

    history = await Page().rerun_until(script, ["ready 138"])
    assert history[0] == ["wait"]
    assert all(shown == ["wait"] for shown in history[:-1])


@everywhere
async def test_once_it_is_ready_every_rerun_shows_the_same():
    def script(page):
        tasks = backlit.session_tasks(page.session_state)
        if "sum" not in tasks:
            tasks["sum"] = backlit.run(sum, [1, 2, 3])
        page.write(tasks["sum"].result if tasks["sum"].done else "wait")

    page = Page()
    await page.rerun_until(script, [6])
    assert [page.rerun(script) for _ in range(3)] == [[6]] * 3


@everywhere
async def test_a_named_task_is_run_once_for_each_session():
    submitted = []

    def script(page):
        tasks = backlit.session_tasks(page.session_state)
        if "load" not in tasks:
            tasks["load"] = backlit.run(len, page.session_state["file"])
            submitted.append(tasks["load"].id)
        page.write(tasks["load"].result if tasks["load"].done else "wait")

    pages = [Page(), Page()]
    for page, file in zip(pages, ["abc", "abcdef"], strict=True):
        page.session_state["file"] = file
        await page.rerun_until(script, [len(file)])
        page.rerun(script)
    assert len(submitted) == len(set(submitted)) == 2


@everywhere
async def test_what_has_not_ended_has_no_result_and_no_error():
    task = backlit.run(asyncio.sleep, 0.2, "rested")
    assert not task.done
    assert task.error is None
    assert task.status in (backlit.TaskStatus.PENDING, backlit.TaskStatus.RUNNING)
    with pytest.raises(RuntimeError, match="not complete"):
        _ = task.result
    assert (await ended(task)).result == "rested"
    assert task.status is backlit.TaskStatus.DONE
    assert task.error is None


@everywhere
async def test_functions_and_coroutine_functions_are_run_alike():
    def add(a, b, *, c=0):
        return a + b + c

    async def add_later(a, b, *, c=0):
        await asyncio.sleep(0.01)
        return a + b + c

    tasks = [backlit.run(add, 1, b=2, c=3), backlit.run(add_later, 1, b=2, c=3)]
    assert [task.result for task in await all_ended(tasks)] == [6, 6]


async def test_several_tasks_are_under_way_at_once():
    def work(n, queue):
        queue.sync_q.put("begun")
        while not backlit.cancel_requested():
            time.sleep(0.005)
        return n

    tasks = [backlit.run(work, n) for n in range(2)]
    await until(lambda: all(task.latest == "begun" for task in tasks))
    assert not any(task.done for task in tasks)
    for task in tasks:
        task.cancel()
    await all_ended(tasks)


@everywhere
async def test_coroutines_wait_beside_each_other():
    async def rest(n):
        await asyncio.sleep(0.3)
        return n

    await ended(backlit.run(rest, 0))
    began = time.monotonic()
    tasks = [backlit.run(rest, n) for n in range(20)]
    assert [task.result for task in await all_ended(tasks)] == list(range(20))
    assert time.monotonic() - began < 20 * 0.3 / 2


async def test_a_script_that_computes_does_not_hold_up_its_tasks():
    async def answer(n):
        await asyncio.sleep(0.01)
        return n

    await ended(backlit.run(answer, 0))
    await ended(backlit.run(abs, 0))
    tasks = [backlit.run(answer, 1), backlit.run(abs, -2)]
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        pass
    assert [task.result for task in tasks] == [1, 2]


@everywhere
async def test_what_a_script_defines_is_defined_anew_by_each_rerun():
    source = """
import backlit
from math import hypot

FACTOR = 2

class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

def length(point):
    return FACTOR * hypot(point.x, point.y)

tasks = backlit.session_tasks(session_state)
if "length" not in tasks:
    tasks["length"] = backlit.run(length, Point(3, 4))
shown = tasks["length"].result if tasks["length"].done else "wait"
"""

    def script(page):
        names = {"__name__": "__main__", "session_state": page.session_state}
        exec(compile(source, "app.py", "exec"), names)
        page.write(names["shown"])

    await Page().rerun_until(script, [10.0])


# Progress


@everywhere
async def test_each_rerun_gets_the_progress_since_the_one_before():
    def script(page):
        async def job(queue, steps):
            for step in range(steps):
                await queue.async_q.put(step)
                await asyncio.sleep(0.02)
            return steps

        tasks = backlit.session_tasks(page.session_state)
        if "job" not in tasks:
            tasks["job"] = backlit.run(job, 8)
        seen = page.session_state.setdefault("seen", [])
        parts = page.session_state.setdefault("parts", 0)
        task = tasks["job"]
        is_done = task.done
        values = task.progress
        seen.extend(values)
        page.session_state["parts"] = parts + bool(values)
        page.write(task.result if is_done else "wait")

    page = Page()
    await page.rerun_until(script, [8])
    assert page.session_state["seen"] == list(range(8))
    assert page.session_state["parts"] > 1
    assert page.session_state["asynclit_tasks"]["job"].progress == []


async def queue_first(queue, steps):
    for step in range(steps):
        await queue.async_q.put(step)


async def progress_queue_first(progress_queue, steps):
    await queue_first(progress_queue, steps)


async def queue_later(steps, queue):
    await queue_first(queue, steps)


async def progress_queue_later(steps, *, progress_queue):
    await queue_first(progress_queue, steps)


def plain_queue_first(queue, steps):
    for step in range(steps):
        queue.sync_q.put(step)


def plain_queue_later(steps, progress_queue):
    plain_queue_first(progress_queue, steps)


FUNCTIONS = [
    queue_first,
    progress_queue_first,
    queue_later,
    progress_queue_later,
    plain_queue_first,
    plain_queue_later,
]


@everywhere
@pytest.mark.parametrize("function", FUNCTIONS)
async def test_a_parameter_of_that_name_is_the_queue(function):
    task = await ended(backlit.run(function, 3))
    assert task.progress == [0, 1, 2]
    assert task.latest == 2


@everywhere
async def test_progress_is_read_in_full_after_the_end_too():
    def job(queue):
        for n in range(3000):
            queue.sync_q.put({"step": n})

    assert (await ended(backlit.run(job))).progress == [{"step": n} for n in range(3000)]


# Errors


@everywhere
@pytest.mark.parametrize("is_async", [False, True])
async def test_an_error_is_shown_by_its_status(is_async):
    def script(page):
        def fail():
            raise LookupError("no such flight")

        async def fail_later():
            await asyncio.sleep(0.01)
            raise LookupError("no such flight")

        tasks = backlit.session_tasks(page.session_state)
        if "load" not in tasks:
            tasks["load"] = backlit.run(fail_later if is_async else fail)
        task = tasks["load"]
        if task.status == backlit.TaskStatus.ERROR:
            page.write(f"failed: {task.error!r}")
        elif task.done:
            page.write(task.result)
        else:
            page.write("wait")

    page = Page()
    await page.rerun_until(script, ["failed: LookupError('no such flight')"])
    task = page.session_state["asynclit_tasks"]["load"]
    assert task.done
    with pytest.raises(LookupError, match="no such flight"):
        _ = task.result
    assert task.cancel() is False


@everywhere
async def test_one_task_that_fails_leaves_the_others_alone():
    def divide(n):
        return 12 // n

    tasks = [backlit.run(divide, n) for n in (3, 0, 4)]
    await all_ended(tasks)
    assert [task.status.name for task in tasks] == ["DONE", "ERROR", "DONE"]


# Cancel


@everywhere
async def test_a_button_cancels_a_coroutine_at_its_await():
    def script(page):
        async def wait_for_ever(queue):
            await queue.async_q.put("begun")
            try:
                await asyncio.sleep(3600)
            finally:
                await queue.async_q.put("cleaned up")

        tasks = backlit.session_tasks(page.session_state)
        if "job" not in tasks:
            tasks["job"] = backlit.run(wait_for_ever)
        task = tasks["job"]
        if page.session_state.pop("button", False):
            page.session_state["accepted"] = task.cancel()
        page.write(task.latest if task.status.name == "RUNNING" else task.status.name)

    page = Page()
    await page.rerun_until(script, ["begun"])
    page.session_state["button"] = True
    await page.rerun_until(script, ["CANCELLED"])
    task = page.session_state["asynclit_tasks"]["job"]
    assert page.session_state["accepted"] is True
    assert task.progress == ["begun", "cleaned up"]
    assert task.error is None
    assert task.cancel() is False
    with pytest.raises(concurrent.futures.CancelledError):
        _ = task.result
    assert page.rerun(script) == ["CANCELLED"]


@everywhere
async def test_a_task_that_waits_is_cancelled_at_once_and_never_runs():
    def job(queue):
        queue.sync_q.put("ran")

    task = backlit.run(job)
    if task.cancel() and task.cancelled_by == "flag":
        assert (await ended(task)).status is backlit.TaskStatus.CANCELLED
        assert task.progress == []


@everywhere
async def test_a_coroutine_that_computes_in_pieces_is_cancelled_between_two():
    async def job(queue):
        for piece in count():
            sum(range(10_000))
            await queue.async_q.put(piece)
            await asyncio.sleep(0)

    task = backlit.run(job)
    await until(lambda: task.latest)
    assert task.cancel()
    assert (await ended(task)).status is backlit.TaskStatus.CANCELLED


async def test_a_function_in_pieces_gives_up_between_two():
    def job(queue):
        try:
            for piece in count():
                queue.sync_q.put(piece)
                backlit.sleep(0.001)
        finally:
            queue.sync_q.put("cleaned up")

    task = backlit.run(job)
    await until(lambda: task.latest)
    assert task.cancel()
    assert (await ended(task)).status is backlit.TaskStatus.CANCELLED
    assert task.latest == "cleaned up"


async def test_a_function_can_end_with_what_it_has():
    def job(queue):
        pieces = []
        try:
            for piece in count():
                queue.sync_q.put(piece)
                pieces.append(piece)
        except asyncio.CancelledError:
            return len(pieces) > 0

    task = backlit.run(job)
    await until(lambda: task.latest)
    assert task.cancel()
    assert (await ended(task)).result is True


async def test_a_function_that_never_asks_ends_too():
    def job(queue):
        queue.sync_q.put("begun")
        while True:
            pass

    task = backlit.run(job)
    await until(lambda: task.latest)
    assert task.cancel()
    assert (await ended(task)).status is backlit.TaskStatus.CANCELLED
    assert task.cancelled_by == "interrupt"


@everywhere
@pytest.mark.parametrize("executor", ["worker", "local"])
async def test_a_function_may_sleep_wherever_it_runs(executor):
    def rest():
        began = time.monotonic()
        backlit.sleep(0.1)
        return time.monotonic() - began

    task = await ended(backlit.options(executor=executor).run(rest))
    assert 0.09 < task.result < 5


# Retries


@everywhere
@pytest.mark.parametrize("is_async", [False, True])
async def test_a_retry_policy_has_a_function_called_until_it_succeeds(is_async):
    calls = []

    def fetch():
        calls.append(1)
        if len(calls) < 3:
            raise ConnectionError("not yet")
        return "at last"

    async def fetch_later():
        return fetch()

    policy = backlit.RetryPolicy(
        max_attempts=3, base_delay=0.01, max_delay=1.0, multiplier=2.0, jitter=0.0
    )
    task = await ended(backlit.run(fetch_later if is_async else fetch, retry=policy))
    assert (task.status.name, task.result, task.attempts) == ("DONE", "at last", 3)


@everywhere
async def test_retries_stop_when_the_attempts_are_used_up():
    def fail():
        raise ConnectionError("never")

    task = await ended(backlit.run(fail, retry=backlit.RetryPolicy(max_attempts=3)))
    assert (task.status.name, task.attempts) == ("ERROR", 3)
    assert str(task.error) == "never"


@everywhere
@pytest.mark.parametrize(
    "policy",
    [
        backlit.RetryPolicy(max_attempts=9, retry_on=ConnectionError),
        backlit.RetryPolicy(max_attempts=9, retry_on=(ConnectionError, KeyError)),
        backlit.RetryPolicy(max_attempts=9, retry_if=lambda error: "later" in str(error)),
    ],
)
async def test_an_error_that_does_not_match_is_not_retried(policy):
    def fail():
        raise ValueError("no number")

    task = await ended(backlit.run(fail, retry=policy))
    assert (task.status.name, task.attempts) == ("ERROR", 1)


@everywhere
async def test_a_cancel_ends_all_retries():
    def fail():
        raise ConnectionError("never")

    policy = backlit.RetryPolicy(max_attempts=100, base_delay=60)
    task = backlit.run(fail, retry=policy)
    await until(lambda: task.attempts)
    assert task.cancel()
    assert (await ended(task)).status is backlit.TaskStatus.CANCELLED
    assert task.attempts == 1


# Many tasks


@everywhere
async def test_a_manager_lets_go_of_its_oldest_completed_tasks():
    manager = backlit.TaskManager(max_completed=2)
    tasks = [backlit.run(abs, -n, manager=manager) for n in range(5)]
    assert [task.result for task in await all_ended(tasks)] == [0, 1, 2, 3, 4]
    manager.cleanup()
    assert [manager.get(task.id) for task in tasks] == [None, None, None, *tasks[3:]]
    assert backlit.get_default_manager().get(tasks[4].id) is None
    assert tasks[0].result == 0  # who holds it can read it


@everywhere
async def test_a_task_is_found_again_by_its_id():
    task = backlit.run(abs, -7)
    assert backlit.get_default_manager().get(task.id) is task
    assert (await ended(task)).result == 7


@everywhere
async def test_a_task_can_be_shared_by_all_sessions_under_a_name():
    manager = backlit.get_default_manager()

    def script(page):
        task = manager.get("global:prices")
        if task is None:
            task = backlit.run(dict, bread=3)
            manager.register_global(task, "prices")
            page.session_state["submitted"] = True
        page.write(task.result if task.done else "wait")

    pages = [Page(), Page()]
    for page in pages:
        await page.rerun_until(script, [{"bread": 3}])
    assert ["submitted" in page.session_state for page in pages] == [True, False]


# Schedules


@everywhere
async def test_a_rerun_shows_the_latest_task_of_an_interval():
    def now():
        return time.monotonic_ns()

    def script(page):
        latest = backlit.get_default_manager().get("global:now")
        if latest and latest.done:
            page.session_state.setdefault("seen", set()).add(latest.result)
        page.write(len(page.session_state.get("seen", ())) >= 2)

    job = backlit.schedule_interval(now, seconds=0.1, latest_task_name="now")
    try:
        assert job.latest_task_key == "global:now"
        await Page().rerun_until(script, [True])
    finally:
        backlit.shutdown_scheduler(wait=False)


@everywhere
async def test_a_cron_expression_tells_the_minutes_of_tasks():
    job = backlit.schedule_cron(
        abs, args=[-5], cron="*/1 * * * *", job_id="every minute", latest_task_name="minute"
    )
    try:
        assert (job.job_id, job.latest_task_key) == ("every minute", "global:minute")
        [known] = backlit.get_default_scheduler().get_jobs()
        due = await until(lambda: known.next_run_time)
        assert due.second == 0
        assert 0 <= due.timestamp() - time.time() <= 61
    finally:
        backlit.shutdown_scheduler()


@everywhere
async def test_a_job_that_is_scheduled_by_every_rerun_is_there_once():
    def script(page):
        backlit.schedule_interval(int, seconds=60, job_id="tick")
        page.write(len(backlit.get_default_scheduler().get_jobs()))

    page = Page()
    try:
        assert [page.rerun(script) for _ in range(3)] == [[1]] * 3
    finally:
        backlit.shutdown_scheduler()
