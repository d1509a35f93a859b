"""The ladder of a cancel: flag, interrupt, disown."""

import asyncio
import threading
from contextlib import suppress

import pytest
from conditions import ended, running, wait_for

import backlit
from backlit import TaskStatus
from backlit.call import Call
from backlit.task_settings import TaskSettings


def spin(begun):
    begun.set()
    while True:
        pass


def begin(function, **options):
    """A task of this function, which sets the event that it is given when it has begun."""
    begun = threading.Event()
    task = backlit.options(**options).run(function, begun)
    assert begun.wait(20)
    return task


def test_a_pending_task_is_cancelled_at_once_and_never_runs():
    go, calls = threading.Event(), []
    asyncio.run(backlit.start(workers=1))
    first = running(backlit.run(go.wait))
    second = backlit.run(calls.append, 1)
    assert second.cancel() is True
    assert (second.status, second.cancelled_by) == (TaskStatus.CANCELLED, "flag")
    assert second.cancel() is False
    assert backlit.diagnose()["pending"] == 0
    go.set()
    ended(first)
    ended(backlit.run(int))
    assert calls == []
    assert second.attempts == 0


def test_an_endless_loop_is_interrupted():
    task = begin(spin, cancel_grace=None)
    assert task.cancel()
    assert task.cancel_requested
    assert (ended(task).status, task.cancelled_by) == (TaskStatus.CANCELLED, "interrupt")


def test_an_interrupted_function_can_clean_up():
    cleaned = []

    def job(begun):
        try:
            spin(begun)
        finally:
            cleaned.append(1)

    task = begin(job, cancel_grace=None)
    task.cancel()
    ended(task)
    assert cleaned == [1]


def test_an_interrupt_does_not_reach_the_next_task():
    asyncio.run(backlit.start(workers=1))
    for _ in range(50):
        task = begin(spin, cancel_grace=None)
        task.cancel()
        ended(task)
        assert ended(backlit.run(sum, range(100))).result == 4950


def test_a_function_that_catches_every_exception_is_interrupted_all_the_same():
    def job(begun):
        while True:
            try:
                spin(begun)
            except Exception:
                pytest.fail("the interrupt is no Exception")

    task = begin(job, cancel_grace=None)
    task.cancel()
    assert ended(task).cancelled_by == "interrupt"


def test_a_function_that_returns_in_spite_of_a_cancel_is_done():
    def job(begun):
        try:
            spin(begun)
        except asyncio.CancelledError:
            return backlit.cancel_requested()

    task = begin(job)
    assert task.cancel()
    assert (ended(task).status, task.result, task.cancelled_by) == (TaskStatus.DONE, True, None)


def test_a_function_that_fails_in_spite_of_a_cancel_has_failed_and_is_not_retried():
    def job(begun):
        try:
            spin(begun)
        finally:
            raise KeyError("cleanup")

    task = begin(job)
    task.cancel()
    assert (ended(task).status, task.attempts) == (TaskStatus.ERROR, 1)


def test_a_cancel_instead_of_the_next_attempt_is_a_cancel():
    def job(begun):
        try:
            spin(begun)
        except asyncio.CancelledError:
            raise KeyError from None

    task = begin(job, retry=backlit.RetryPolicy(max_attempts=2))
    task.cancel()
    assert (ended(task).status, task.attempts) == (TaskStatus.CANCELLED, 1)


def test_what_sleeps_is_woken_and_its_cleanup_is_not_interrupted(clock):
    cleaned = []

    def job():
        try:
            backlit.sleep(3600)
        finally:
            cleaned.extend(range(100_000))

    task = backlit.run(job)
    clock.wait_for_sleepers(1)
    assert task.cancel()
    assert (ended(task).status, task.cancelled_by) == (TaskStatus.CANCELLED, "flag")
    assert len(cleaned) == 100_000


def test_sleep_sleeps(clock):
    task = backlit.run(backlit.sleep, 10)
    clock.wait_for_sleepers(1)
    clock.advance(9.9)
    assert not task.done
    clock.advance(0.2)
    assert ended(task).status is TaskStatus.DONE


@pytest.mark.parametrize("grace", [0, 1, 5])
def test_what_cannot_be_interrupted_is_disowned_after_the_grace(clock, grace):
    go = threading.Event()

    def stubborn(begun):
        begun.set()
        with suppress(asyncio.CancelledError):
            go.wait()  # in C: meets the interrupt afterwards
        backlit.progress("too late")

    asyncio.run(backlit.start(workers=1))
    task = begin(stubborn, cancel_grace=grace)
    waiting = backlit.run(int)
    task.cancel()
    if grace:
        clock.advance(grace - 0.1)
        assert task.status is TaskStatus.RUNNING
        clock.advance(0.2)
    assert (ended(task).status, task.cancelled_by) == (TaskStatus.CANCELLED, "disown")
    assert ended(waiting).result == 0
    assert backlit.diagnose()["zombies"] == 1
    assert backlit.diagnose()["disowned"] == 1
    go.set()
    wait_for(lambda: backlit.diagnose()["zombies"] == 0)
    assert task.progress == []
    assert task.status is TaskStatus.CANCELLED


def test_without_a_grace_a_task_is_never_disowned(clock):
    go = threading.Event()

    def stubborn(begun):
        begun.set()
        go.wait()

    task = begin(stubborn, cancel_grace=None)
    task.cancel()
    clock.advance(1e9)
    assert task.status is TaskStatus.RUNNING
    go.set()
    assert ended(task).cancelled_by == "interrupt"


def test_a_coroutine_that_swallows_its_cancel_is_disowned(clock):
    swallowed, go = threading.Event(), threading.Event()

    async def stubborn(begun):
        begun.set()
        while not go.is_set():
            try:
                await asyncio.sleep(0.001)
            except asyncio.CancelledError:
                swallowed.set()

    task = begin(stubborn)
    task.cancel()
    swallowed.wait()
    clock.advance(1.1)
    assert (ended(task).status, task.cancelled_by) == (TaskStatus.CANCELLED, "disown")
    assert backlit.diagnose()["zombies"] == 1
    go.set()
    wait_for(lambda: backlit.diagnose()["zombies"] == 0)


def test_a_cancelled_coroutine_says_interrupt():
    async def job(begun):
        begun.set()
        await asyncio.sleep(3600)

    task = begin(job)
    task.cancel()
    assert ended(task).cancelled_by == "interrupt"


def test_an_interrupt_waits_for_its_own_grace(clock):
    """What the helpers for streamtree's cooperative cancel build on."""
    begun = threading.Event()
    settings = TaskSettings(flag_grace=2, cancel_grace=None)
    call = Call(spin, (begun,), {})
    task = backlit.get_default_manager().submit_call(call, settings)
    begun.wait()
    task.cancel()
    clock.advance(1.9)
    assert task.status is TaskStatus.RUNNING
    clock.advance(0.2)
    assert ended(task).cancelled_by == "interrupt"


def test_what_gives_up_by_itself_is_not_interrupted_after_its_grace(clock):
    cleaning, go, cleaned = threading.Event(), threading.Event(), []

    def job():
        try:
            backlit.sleep(3600)
        finally:
            cleaning.set()
            go.wait()
            cleaned.extend(n for n in range(10_000))

    settings = TaskSettings(flag_grace=2, cancel_grace=None)
    task = backlit.get_default_manager().submit_call(Call(job, (), {}), settings)
    clock.wait_for_sleepers(1)
    task.cancel()
    cleaning.wait()
    clock.advance(2.1)
    go.set()
    assert ended(task).cancelled_by == "flag"
    assert len(cleaned) == 10_000


def test_cancels_at_any_moment_leave_nobody_behind():
    asyncio.run(backlit.start(workers=2))

    def job():
        total = 0
        for n in range(2000):
            total += n
        return total

    tasks = []
    for index in range(1000):
        tasks.append(backlit.run(job))
        tasks[index - index % 5].cancel()
    assert {ended(task).status for task in tasks} <= {TaskStatus.DONE, TaskStatus.CANCELLED}
    assert ended(backlit.run(job)).result == 1_999_000
    wait_for(lambda: backlit.diagnose()["busy"] == 0)
    assert backlit.diagnose()["running"] == 0
