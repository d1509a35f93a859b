"""What the tasks do. This is no module but a script: its functions are sent to workers by value."""

import asyncio
import time


def add(a, b):
    return a + b


def compute(rounds):
    total = 0
    for number in range(rounds):
        total += number * number
    return total


def compute_all(tasks, rounds):
    for _ in range(tasks):
        compute(rounds)


async def nap(seconds):
    await asyncio.sleep(seconds)


def sleep(seconds):
    time.sleep(seconds)


def spin():
    while True:
        pass


def sum_up():
    """A call that no interrupt reaches before it returns."""
    return sum(range(10**10))


def report_ints(count):
    from backlit import progress

    for number in range(count):
        progress(number)


def report_floats(count):
    from backlit import progress

    for number in range(count):
        progress(number / count)


def report_dicts(count):
    from backlit import progress

    for number in range(count):
        progress({"i": number})


async def report_to_queue(count, queue):
    """asynclit takes progress from coroutines only."""
    for number in range(count):
        await queue.async_q.put(number)


def total(array):
    return float(array.sum())


def echo(value):
    return value


def read_edited():
    import edited

    return edited.VALUE


def import_pandas():
    start = time.perf_counter()
    import pandas  # noqa: F401

    return time.perf_counter() - start
