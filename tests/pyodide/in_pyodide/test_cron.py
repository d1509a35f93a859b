"""Cron expressions are due when `Crontab` says so, also in the core, where croner tells."""

import time

import pytest
from waiting import until

import backlit
from backlit.crontab import Crontab

EXPRESSIONS = [
    "* * * * *",
    "*/15 * * * *",
    "5/20 * * * *",
    "0 9 * * mon-fri",
    "30 12 1 * *",
    "0 0 29 2 *",
    "0 0 13 * fri",
    "0 0 13 * 4",
    "59 23 last * *",
    "0 0 1,15,last 6 *",
    "10-40/10 8-18 * jan-mar 0,6",
    "0 2 * * sun",
    "0 0 31 * *",
    "0 12 last 2 mon",
]


@pytest.fixture(autouse=True)
def _unscheduled():
    yield
    backlit.shutdown_scheduler()


@pytest.mark.parametrize("zone", ["UTC", None])
async def test_the_next_time_is_the_one_that_is_expected(zone):
    jobs = {}
    for cron in EXPRESSIONS:
        scheduled = backlit.schedule_cron(int, cron=cron, time_zone=zone)
        jobs[cron] = backlit.get_default_scheduler().get_job(scheduled.job_id)
    for cron, job in jobs.items():
        due = await until(lambda job=job: job.next_run_time)
        expected = {Crontab(cron, zone).first_after(time.time() + past) for past in (0, -60)}
        assert any(abs(due.timestamp() - each) < 0.01 for each in expected), cron


async def test_a_job_that_pauses_has_no_next_time():
    scheduled = backlit.schedule_cron(int, cron="* * * * *")
    job = backlit.get_default_scheduler().get_job(scheduled.job_id)
    due = await until(lambda: job.next_run_time)
    job.pause()
    assert job.next_run_time is None
    job.resume()
    assert await until(lambda: job.next_run_time) >= due
