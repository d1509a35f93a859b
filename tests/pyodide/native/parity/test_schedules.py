"""Schedules that mean the same in both."""

import dataclasses

import pytest
from conditions import ended, wait_for


@pytest.fixture(autouse=True)
def _ended(library):
    yield
    library.shutdown_scheduler()


def test_an_interval_submits_again_and_again_and_the_name_is_the_newest(library):
    manager = library.TaskManager()
    numbers = iter(range(10_000))
    scheduled = library.schedule_interval(
        lambda: next(numbers),
        seconds=0.01,
        manager=manager,
        latest_task_name="count",
        job_id="counting",
    )
    assert (scheduled.job_id, scheduled.latest_task_key) == ("counting", "global:count")
    assert manager.get("global:count") is None
    first = wait_for(lambda: manager.get("global:count"))
    newer = wait_for(lambda: (task := manager.get("global:count")) is not first and task)
    assert ended(first).result < ended(newer).result


def test_arguments_and_a_retry_policy_for_the_tasks(library):
    manager = library.TaskManager()
    library.schedule_interval(
        divmod,
        seconds=0.01,
        args=(7, 2),
        kwargs={"retry": library.RetryPolicy(max_attempts=2)},
        manager=manager,
        latest_task_name="x",
    )
    assert ended(wait_for(lambda: manager.get("global:x"))).result == (3, 1)


def test_what_a_schedule_returns(library):
    scheduled = library.schedule_cron(int, cron="*/5 * * * *")
    assert scheduled.latest_task_key is None
    assert isinstance(scheduled.job_id, str)
    assert library.ScheduledTask(job_id="a") == library.ScheduledTask("a", None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        scheduled.job_id = "b"


def test_a_job_is_replaced_or_an_error(library):
    for _ in range(2):
        library.schedule_interval(int, seconds=60, job_id="a")
    assert len(library.get_default_scheduler().get_jobs()) == 1
    with pytest.raises(KeyError):
        library.schedule_interval(int, seconds=60, job_id="a", replace_existing=False)


def test_a_job_is_removed_by_its_id(library):
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


def test_any_object_that_adds_jobs_is_a_scheduler(library):
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
    assert ended(manager.get("global:x")).result == 0


@pytest.mark.parametrize(
    "cron", ["* * * *", "60 * * * *", "* * * * 7", "* * * * fri-mon", "a * * * *"]
)
def test_a_cron_expression_that_cannot_be_read_is_a_value_error(library, cron):
    with pytest.raises(ValueError, match=r"."):
        library.schedule_cron(int, cron=cron)


def test_scheduler_unavailable_is_a_runtime_error(library):
    assert issubclass(library.SchedulerUnavailable, RuntimeError)
