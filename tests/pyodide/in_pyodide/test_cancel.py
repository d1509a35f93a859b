"""The ladder of a cancel in workers: flag, interrupt, disown."""

import asyncio
import inspect
import time
from contextlib import suppress

import pytest
from waiting import ended, until

import backlit
from backlit import TaskStatus


def spin():
    try:
        while True:
            pass
    finally:
        backlit.progress("cleaned up")


def spin_on_a_line_of_its_own():
    number = 0
    try:
        while True:
            number += 1
    except BaseException as error:
        backlit.progress(type(error).__name__)
        raise


def comprehend():
    return [2 * n for n in iter(int, 1)]


def generate():
    return sum(n for n in iter(int, 1))


def nest():
    def inner():
        number = 0
        while True:
            number = max(number, 1)

    try:
        inner()
    finally:
        backlit.progress("cleaned up")


def loop_in_with():
    from contextlib import contextmanager

    @contextmanager
    def resource():
        try:
            yield
        finally:
            backlit.progress("cleaned up")

    with resource():
        while True:
            pass


def sleep():
    try:
        time.sleep(3600)
    finally:
        backlit.progress("cleaned up")


def catch_exceptions():
    while True:
        try:
            while True:
                pass
        except Exception:
            backlit.progress("the interrupt is no Exception")


def report(function, *args):
    backlit.progress("begun")
    return function(*args)


async def report_later(function, *args):
    backlit.progress("begun")
    return await function(*args)


async def begin(function, *args, **options):
    """A task whose function has begun, and is where it stays."""
    job = report_later if inspect.iscoroutinefunction(function) else report
    task = backlit.options(**options).run(job, function, *args)
    await until(lambda: task.progress)
    await asyncio.sleep(0.02)
    return task


@pytest.mark.parametrize(
    ("function", "progress"),
    [
        (spin, ["cleaned up"]),
        (spin_on_a_line_of_its_own, ["CancelledError"]),
        (comprehend, []),
        (generate, []),
        (nest, ["cleaned up"]),
        (loop_in_with, ["cleaned up"]),
        (sleep, ["cleaned up"]),
        (catch_exceptions, []),
    ],
)
async def test_what_runs_python_or_sleeps_is_interrupted(function, progress):
    task = await begin(function, cancel_grace=None)
    assert task.cancel()
    assert task.cancel_requested
    assert (await ended(task)).status is TaskStatus.CANCELLED
    assert task.cancelled_by == "interrupt"
    assert task.progress == progress


async def test_a_cancel_as_the_function_begins():
    for _ in range(20):
        task = backlit.options(cancel_grace=None).run(spin)
        await until(lambda task=task: task.status is TaskStatus.RUNNING)
        task.cancel()
        assert (await ended(task)).cancelled_by == "interrupt"


async def test_a_key_function_is_interrupted_between_its_calls_or_disowned():
    def job():
        return max(range(10**9), key=lambda n: -n)

    task = await begin(job, cancel_grace=0.5)
    task.cancel()
    assert (await ended(task)).cancelled_by in ("interrupt", "disown")


async def test_backlit_s_sleep_ends_by_the_flag():
    task = await begin(backlit.sleep, 3600)
    task.cancel()
    assert (await ended(task)).cancelled_by == "flag"


async def test_a_function_that_asks_and_returns_is_done():
    def job():
        try:
            while True:
                pass
        except asyncio.CancelledError:
            return backlit.cancel_requested()

    task = await begin(job, cancel_grace=None)
    assert task.cancel()
    assert (await ended(task)).result is True
    assert (task.status, task.cancelled_by) == (TaskStatus.DONE, None)


async def test_a_cleanup_is_not_interrupted_again():
    def job():
        try:
            while True:
                pass
        finally:
            backlit.progress(sum(n for n in range(100_000)))

    task = await begin(job, cancel_grace=None)
    task.cancel()
    task.cancel()
    assert (await ended(task)).progress == [4_999_950_000]


async def test_what_swallows_the_interrupt_is_disowned():
    def job():
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass

    task = await begin(job, cancel_grace=0.2)
    task.cancel()
    assert (await ended(task)).status is TaskStatus.CANCELLED
    assert task.cancelled_by == "disown"


async def test_a_long_builtin_is_disowned_and_no_other_task_is_lost():
    task = await begin(sum, range(10**12), cancel_grace=0.1)
    others = [backlit.run(pow, n, 2) for n in range(20)]
    before = backlit.diagnose()["disowned"]
    task.cancel()
    assert (await ended(task)).cancelled_by == "disown"
    assert backlit.diagnose()["disowned"] == before + 1
    assert [(await ended(other)).result for other in others] == [n * n for n in range(20)]
    assert (await ended(backlit.run(int))).result == 0


async def test_without_grace_it_is_disowned_at_once():
    task = await begin(time.sleep, 3600, cancel_grace=0)
    task.cancel()
    assert task.status is TaskStatus.CANCELLED
    assert task.cancelled_by in ("interrupt", "disown")


async def test_an_interrupt_reaches_its_own_task_only():
    def count(n):
        return sum(range(n))

    def short():
        for _ in range(300):
            pass

    for n in range(200):
        task = backlit.run(short)
        if n % 3:
            await until(lambda task=task: task.status is not TaskStatus.PENDING)
        task.cancel()
        following = [backlit.run(count, n), backlit.run(count, n + 1)]
        assert (await ended(following[0])).result == sum(range(n))
        assert (await ended(following[1])).result == sum(range(n + 1))
        assert (await ended(task)).status in (TaskStatus.CANCELLED, TaskStatus.DONE)


async def test_a_pending_task_never_runs():
    busy = [backlit.run(time.sleep, 3600) for _ in range(20)]  # more than there are workers
    task = busy[-1]
    assert task.status is TaskStatus.PENDING
    assert task.cancel()
    assert (task.status, task.cancelled_by, task.attempts) == (TaskStatus.CANCELLED, "flag", 0)
    assert not task.cancel()
    for other in busy:
        other.cancel()
        await ended(other)


async def test_a_coroutine_may_await_in_its_cleanup():
    async def job():
        try:
            await asyncio.sleep(3600)
        finally:
            await asyncio.sleep(0.05)
            backlit.progress("cleaned up")

    task = await begin(job)
    task.cancel()
    assert (await ended(task)).status is TaskStatus.CANCELLED
    assert (task.cancelled_by, task.progress) == ("interrupt", ["cleaned up"])


async def test_other_coroutines_go_on():
    async def job(n):
        await asyncio.sleep(0.3)
        return n

    tasks = [await begin(job, n) for n in range(4)]
    tasks[1].cancel()
    assert [(await ended(task)).status for task in tasks] == [
        TaskStatus.DONE,
        TaskStatus.CANCELLED,
        TaskStatus.DONE,
        TaskStatus.DONE,
    ]


async def test_a_coroutine_that_swallows_its_cancel_is_disowned_and_others_start_anew():
    async def stubborn():
        end = time.monotonic() + 1  # it goes on unseen
        while time.monotonic() < end:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.05)

    task = await begin(stubborn, cancel_grace=0.2)
    task.cancel()
    assert (await ended(task)).cancelled_by == "disown"
    assert (await ended(backlit.run(asyncio.sleep, 0, "next"))).result == "next"


async def test_a_timeout_interrupts_and_is_an_error():
    task = await ended(backlit.options(timeout=0.2, cancel_grace=None).run(spin))
    assert task.status is TaskStatus.ERROR
    assert isinstance(task.error, TimeoutError)
    assert isinstance(task.error, backlit.TimeoutError)
    assert task.progress == ["cleaned up"]
    assert not task.cancel_requested


async def test_a_timeout_of_what_cannot_be_interrupted_costs_the_worker():
    options = backlit.options(timeout=0.2, cancel_grace=0.1)
    task = await ended(options.run(sum, range(10**12)))
    assert isinstance(task.error, backlit.TimeoutError)


async def test_a_timeout_of_a_coroutine():
    task = await ended(backlit.options(timeout=0.1).run(asyncio.sleep, 3600))
    assert isinstance(task.error, backlit.TimeoutError)


async def test_each_attempt_has_its_own_time():
    policy = backlit.RetryPolicy(max_attempts=2, retry_on=(TimeoutError,))
    task = await ended(backlit.options(timeout=0.1, retry=policy).run(backlit.sleep, 3600))
    assert (type(task.error), task.attempts) == (backlit.TimeoutError, 2)


async def test_an_attempt_whose_worker_was_lost_is_retried():
    policy = backlit.RetryPolicy(max_attempts=2, retry_on=(TimeoutError,))
    options = backlit.options(timeout=0.2, cancel_grace=0, retry=policy)
    task = await ended(options.run(sum, range(10**12)))
    assert (type(task.error), task.attempts) == (backlit.TimeoutError, 2)
