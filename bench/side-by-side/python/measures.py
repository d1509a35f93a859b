"""What is measured, written once for any peer. Each gives the numbers of one repetition.

Their titles, and how often they are repeated, are in measures.js.
"""

import asyncio
import time
from statistics import median

from both import load, quantile, time_to_end

CPU_BOUND = 4
EVENTS = 10_000
OTHERS = 10

NEEDS = {
    "round_trip": "submit",
    "throughput": "submit",
    "parallel": "submit",
    "progress": "report",
    "cancel": "cancel",
    "data": "submit",
    "boot": "boot",
}
"""What a pool must have for each measure."""


async def round_trip(pool, jobs, quick):
    """One task after the other: from its call until its result is here, in µs."""
    times = []
    for number in range(100 if quick else 1000):
        start = time.perf_counter()
        await pool.result(pool.submit(jobs.add, number, 1))
        times.append((time.perf_counter() - start) * 1e6)
    return {"p50": median(times), "p99": quantile(times, 0.99)}


async def throughput(pool, jobs, quick):  # noqa: ARG001
    """Many tasks that are submitted at once: tasks per second, until the last result is here."""
    count = 2000
    start = time.perf_counter()
    results = await pool.results(jobs.add, [(number, 1) for number in range(count)])
    rate = count / (time.perf_counter() - start)
    if results != list(range(1, count + 1)):
        raise AssertionError("wrong results")
    return {"rate": rate}


async def parallel(pool, jobs, quick):
    """CPU-bound tasks at once, against one task that does the same one after the other."""
    rounds = 500_000 if quick else 2_000_000
    one = await time_to_end(pool.submit, [(jobs.compute_all, CPU_BOUND, rounds)], pool.is_done)
    at_once = await time_to_end(pool.submit, [(jobs.compute, rounds)] * CPU_BOUND, pool.is_done)
    return {"speed_up": one / at_once}


async def progress(pool, jobs, quick):  # noqa: ARG001
    """Progress values of one task: events per second, until all are here."""
    start = time.perf_counter()
    values = await pool.report(EVENTS)
    rate = EVENTS / (time.perf_counter() - start)
    if sorted(values) != list(range(EVENTS)):  # asynclit may mix up the last ones
        raise AssertionError("wrong values")
    return {"rate": rate}


async def cancel(pool, jobs, quick):  # noqa: ARG001
    """The end of `while True: pass`, in a pool of one worker that ten more tasks wait for.

    In ms from the call: until it counts as ended, until a task that is submitted then is done; and
    how many of the ten are lost.
    """
    task = pool.submit(jobs.spin)
    await asyncio.sleep(0.1)  # well under way
    others = [pool.submit(jobs.add, number, 1) for number in range(OTHERS)]
    start = time.perf_counter()
    await pool.cancel(task)
    settled = time.perf_counter() - start
    await pool.result(pool.submit(jobs.add, 1, 2))
    following = time.perf_counter() - start
    lost = 0
    for other in others:
        try:
            await pool.result(other)
        except Exception:
            lost += 1
    return {"settled": settled * 1e3, "next": following * 1e3, "lost": lost}


async def data(pool, jobs, quick):
    """An array of 8 MB to a task, and its sum or itself back, in ms."""
    numpy = await load("numpy")
    array = numpy.arange(1_000_000, dtype="f8")

    async def time_of(job):
        start = time.perf_counter()
        for _ in range(trips):
            result = await pool.result(pool.submit(job, array))
        return (time.perf_counter() - start) / trips * 1e3, result

    trips = 3 if quick else 10
    there, total = await time_of(jobs.total)
    back, echo = await time_of(jobs.echo)
    if total != array.sum() or not numpy.array_equal(echo, array):
        raise AssertionError("damaged")
    return {"there": there, "back": back}


async def boot(pool, jobs, quick):  # noqa: ARG001
    """A further worker, until its first result, in ms."""
    start = time.perf_counter()
    await pool.boot()
    return {"plain": (time.perf_counter() - start) * 1e3}
