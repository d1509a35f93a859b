"""Attempts after a failure. All attempts of a task call the same function, with what it keeps."""

import asyncio
import time

import pytest
from waiting import ended

import backlit

pytestmark = pytest.mark.everywhere

BOTH = pytest.mark.parametrize("is_async", [False, True])


def flaky(is_async=False, until=3, error=ValueError):
    """A function that fails until it has been called so often; its errors say how often it was."""
    calls = []

    def plain():
        calls.append(1)
        if len(calls) < until:
            raise error("not yet", len(calls))
        return len(calls)

    async def coroutine():
        return plain()

    return coroutine if is_async else plain


@BOTH
async def test_a_task_is_retried_until_it_succeeds(library, is_async):
    policy = library.RetryPolicy(max_attempts=5)
    assert (await ended(library.run(flaky(is_async), retry=policy))).result == 3


@BOTH
async def test_the_last_error_is_the_task_s(library, is_async):
    task = await ended(library.run(flaky(is_async), retry=library.RetryPolicy(max_attempts=2)))
    assert task.status is library.TaskStatus.ERROR
    assert task.error.args == ("not yet", 2)


@pytest.mark.parametrize(
    ("fields", "attempts"),
    [
        ({"retry_on": (KeyError,)}, 1),
        ({"retry_on": (KeyError, ValueError)}, 3),
        ({"retry_on": ValueError}, 3),
        ({"retry_if": lambda error: "yet" in str(error)}, 3),
        ({"retry_if": lambda _: False}, 1),
        ({"max_elapsed": 3600}, 3),
    ],
)
async def test_the_policy_says_which_errors_are_retried(library, fields, attempts):
    policy = library.RetryPolicy(max_attempts=3, **fields)
    task = await ended(library.run(flaky(until=9), retry=policy))
    assert task.error.args == ("not yet", attempts)


async def test_no_attempt_follows_once_the_time_is_over(library):
    calls = []

    def fail():
        calls.append(1)
        time.sleep(0.005)  # clocks of browsers stand still for up to 0.0001
        raise ValueError(len(calls))

    policy = library.RetryPolicy(max_attempts=3, max_elapsed=0.001)
    assert (await ended(library.run(fail, retry=policy))).error.args == (1,)


async def test_what_a_filter_raises_is_the_task_s_error(library):
    def broken(_):
        raise KeyError("the filter")

    policy = library.RetryPolicy(max_attempts=5, retry_if=broken)
    assert isinstance((await ended(library.run(flaky(), retry=policy))).error, KeyError)


async def test_the_filter_is_asked_about_the_last_error_too(library):
    def broken_at_last(error):
        if error.args[1] == 2:
            raise KeyError("the filter")
        return True

    policy = library.RetryPolicy(max_attempts=2, retry_if=broken_at_last)
    assert isinstance((await ended(library.run(flaky(), retry=policy))).error, KeyError)


async def test_submit_takes_a_policy_too(library):
    policy = library.RetryPolicy(max_attempts=5)
    assert (await ended(library.TaskManager().submit(flaky(), retry=policy))).result == 3


async def test_attempts_are_counted():
    policy = backlit.RetryPolicy(max_attempts=5)
    assert (await ended(backlit.run(flaky(), retry=policy))).attempts == 3
    assert (await ended(backlit.run(int))).attempts == 1


async def test_options_hold_a_policy_and_run_takes_another():
    twice = backlit.options(retry=backlit.RetryPolicy(max_attempts=2))
    assert (await ended(twice.run(flaky(until=9)))).attempts == 2
    thrice = backlit.RetryPolicy(max_attempts=3)
    assert (await ended(twice.run(flaky(until=9), retry=thrice))).attempts == 3


async def test_a_policy_may_be_a_subclass_with_rules_of_its_own():
    class Impatient(backlit.RetryPolicy):
        def should_retry(self, exc):
            return "yet" in str(exc)

    task = await ended(backlit.run(flaky(until=9), retry=Impatient(max_attempts=3)))
    assert task.attempts == 3


async def test_the_waits_are_those_of_the_policy():
    loop = asyncio.get_running_loop()
    policy = backlit.RetryPolicy(max_attempts=3, base_delay=0.1, multiplier=2)
    start = loop.time()
    await ended(backlit.run(flaky(), retry=policy))
    assert loop.time() - start >= 0.29


async def test_a_task_that_waits_holds_no_worker():
    policy = backlit.RetryPolicy(max_attempts=2, base_delay=3600, max_delay=3600)
    waiting = [backlit.run(flaky(), retry=policy) for _ in range(50)]
    for task in waiting:
        while task.attempts == 0:
            await asyncio.sleep(0.001)
    assert (await ended(backlit.run(int))).result == 0
    for task in waiting:
        assert task.cancel()
        assert (await ended(task)).attempts == 1
