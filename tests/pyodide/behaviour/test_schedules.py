"""Tasks that are submitted again and again."""

import asyncio
import dataclasses
import time

import pytest
from waiting import ended, until

import backlit

pytestmark = pytest.mark.everywhere


@pytest.fixture(autouse=True)
def _ended(library):
    yield
    library.shutdown_scheduler()


async def test_an_interval_submits_again_and_again_and_the_name_is_the_newest(library):
    manager = library.TaskManager()
    scheduled = library.schedule_interval(
        lambda: time.time(),
        seconds=0.01,
        manager=manager,
        latest_task_name="count",
        job_id="counting",
    )
    assert (scheduled.job_id, scheduled.latest_task_key) == ("counting", "global:count")
    first = await until(lambda: manager.get("global:count"))
    newer = await until(lambda: (task := manager.get("global:count")) is not first and task)
    assert (await ended(first)).result < (await ended(newer)).result


async def test_arguments_and_a_retry_policy_for_the_tasks(library):
    manager = library.TaskManager()
    library.schedule_interval(
        divmod,
        seconds=0.01,
        args=(7, 2),
        kwargs={"retry": library.RetryPolicy(max_attempts=2)},
        manager=manager,
        latest_task_name="x",
    )
    task = await until(lambda: manager.get("global:x"))
    assert (await ended(task)).result == (3, 1)


async def test_what_a_schedule_returns(library):
    scheduled = library.schedule_cron(int, cron="*/5 * * * *")
    assert scheduled.latest_task_key is None
    assert isinstance(scheduled.job_id, str)
    assert library.ScheduledTask(job_id="a") == library.ScheduledTask("a", None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        scheduled.job_id = "b"


async def test_a_job_is_replaced_or_an_error(library):
    for _ in range(2):
        library.schedule_interval(int, seconds=60, job_id="a")
    assert len(library.get_default_scheduler().get_jobs()) == 1
    with pytest.raises(KeyError):
        library.schedule_interval(int, seconds=60, job_id="a", replace_existing=False)


async def test_a_job_is_removed_by_its_id(library):
    scheduled = library.schedule_interval(int, seconds=60)
    scheduler = library.get_default_scheduler()
    assert [job.id for job in scheduler.get_jobs()] == [scheduled.job_id]
    scheduler.remove_job(scheduled.job_id)
    assert scheduler.get_jobs() == []
    with pytest.raises(KeyError):
        scheduler.remove_job(scheduled.job_id)


def test_the_default_scheduler_starts_and_ends(library):
    scheduler = library.get_default_scheduler()
    assert not scheduler.running
    assert library.start_scheduler() is scheduler
    assert library.start_scheduler(scheduler) is scheduler
    assert scheduler.running
    library.shutdown_scheduler(wait=True)
    library.shutdown_scheduler()
    assert library.get_default_scheduler() is not scheduler


def test_start_raises_what_the_scheduler_s_start_raises(library):
    class Broken:
        running = False

        def start(self):
            raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        library.start_scheduler(Broken())


async def test_any_object_that_adds_jobs_is_a_scheduler(library):
    class Recorder:
        running = True

        def add_job(self, func, trigger, id, replace_existing):  # noqa: A002
            self.func, self.trigger = func, trigger
            self.id, self.replaces = id, replace_existing
            return self

    recorder, manager = Recorder(), library.TaskManager()
    scheduled = library.schedule_interval(
        int, seconds=1, scheduler=recorder, manager=manager, job_id="a", latest_task_name="x"
    )
    assert (scheduled.job_id, recorder.replaces) == ("a", True)
    recorder.func()
    assert (await ended(manager.get("global:x"))).result == 0


@pytest.mark.parametrize(
    "cron", ["* * * *", "60 * * * *", "* * * * 7", "* * * * fri-mon", "a * * * *"]
)
def test_a_cron_expression_that_cannot_be_read_is_a_value_error(library, cron):
    with pytest.raises(ValueError, match=r"."):
        library.schedule_cron(int, cron=cron)


def test_scheduler_unavailable_is_a_runtime_error(library):
    assert issubclass(library.SchedulerUnavailable, RuntimeError)


async def test_a_job_that_pauses_submits_nothing_until_it_goes_on():
    manager = backlit.TaskManager()
    scheduled = backlit.schedule_interval(int, seconds=0.02, manager=manager, latest_task_name="x")
    job = backlit.get_default_scheduler().get_job(scheduled.job_id)
    await until(lambda: manager.get("global:x"))
    assert abs(job.next_run_time.timestamp() - time.time()) < 0.5
    job.pause()
    assert job.next_run_time is None
    paused = manager.get("global:x")
    await asyncio.sleep(0.1)
    assert manager.get("global:x") is paused
    job.resume()
    await until(lambda: manager.get("global:x") is not paused)
    job.remove()
    last = manager.get("global:x")
    await asyncio.sleep(0.1)
    assert manager.get("global:x") is last
    with pytest.raises(KeyError, match="there are none"):
        job.remove()


async def test_a_job_in_place_of_another_is_the_only_one():
    manager = backlit.TaskManager()
    for seconds, name in ((0.01, "old"), (0.02, "new")):
        backlit.schedule_interval(
            int, seconds=seconds, job_id="a", manager=manager, latest_task_name=name
        )
    old = manager.get("global:old")
    await until(lambda: manager.get("global:new"))
    assert manager.get("global:old") is old


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_seconds_that_are_none_are_named(seconds):
    with pytest.raises(ValueError, match=f"seconds={seconds}"):
        backlit.schedule_interval(int, seconds=seconds)


def test_what_is_no_function_is_refused_when_it_is_scheduled():
    with pytest.raises(TypeError, match=r"run\(5\): give a function"):
        backlit.schedule_interval(5, seconds=10)
