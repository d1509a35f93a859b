"""Schedules by the clock."""

import logging

import pytest

import backlit


@pytest.fixture
def ticks():
    """When the tasks of a job were submitted."""
    return []


@pytest.fixture
def manager(clock, ticks):
    """A manager that writes down when something was submitted."""

    class Manager(backlit.TaskManager):
        def add(self, task):
            ticks.append(clock.now())
            super().add(task)

    return Manager()


def test_an_interval_keeps_its_grid(clock, ticks, manager):
    backlit.schedule_interval(int, seconds=10, manager=manager)
    clock.advance(9)
    assert ticks == []
    clock.advance(1)
    clock.advance(13)
    clock.advance(6)
    clock.advance(1)
    assert ticks == [10, 23, 30]


def test_times_that_pass_unseen_are_made_up_by_one_task(clock, ticks, manager):
    backlit.schedule_interval(int, seconds=10, manager=manager)
    clock.advance(95)
    clock.advance(5)
    assert ticks == [95, 100]


def test_a_cron_expression_is_done_at_its_times(clock, ticks, manager):
    job = backlit.schedule_cron(int, cron="30 12 * * tue", time_zone="UTC", manager=manager)
    scheduled = backlit.get_default_scheduler().get_job(job.job_id)
    assert scheduled.next_run_time.isoformat(timespec="minutes")[11:16]
    for _ in range(30):
        clock.advance(60)
    assert ticks == [1800]
    assert scheduled.next_run_time.timestamp() == clock.wall() + 7 * 86400


def test_a_pause_and_a_removal(clock, ticks, manager):
    scheduled = backlit.schedule_interval(int, seconds=10, manager=manager)
    job = backlit.get_default_scheduler().get_job(scheduled.job_id)
    job.pause()
    assert job.next_run_time is None
    clock.advance(25)
    job.resume()
    clock.advance(5)
    assert ticks == [30]
    job.remove()
    clock.advance(100)
    assert ticks == [30]
    with pytest.raises(KeyError, match="there are none"):
        job.remove()


def test_a_replaced_job_is_not_done_any_more(clock, ticks, manager):
    for seconds in (10, 15):
        backlit.schedule_interval(int, seconds=seconds, manager=manager, job_id="a")
    clock.advance(10)
    clock.advance(5)
    assert ticks == [15]


def test_a_task_that_cannot_be_submitted_does_not_end_its_job(clock, caplog):
    class Full(backlit.TaskManager):
        def add(self, _):
            raise backlit.QueueFullError

    backlit.schedule_interval(int, seconds=10, manager=Full())
    with caplog.at_level(logging.ERROR, "backlit"):
        clock.advance(10)
        clock.advance(10)
    assert len(caplog.records) == 2


def test_shutdown_ends_all_jobs():
    backlit.schedule_interval(int, seconds=10)
    scheduler = backlit.get_default_scheduler()
    backlit.shutdown()
    assert (scheduler.running, scheduler.get_jobs()) == (False, [])
    with pytest.raises(RuntimeError, match="start_scheduler"):
        scheduler.add_job(int, None)
