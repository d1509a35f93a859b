"""Figures of both: backlit inside Pyodide and asynclit on CPython, measured by the same code.

Each function is a figure. Times are in seconds.
"""

import asyncio
import importlib
import sys
import time
from operator import attrgetter
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, NamedTuple


class Bench(NamedTuple):
    """What is measured: `backlit` or `asynclit`, by the functions of jobs.py."""

    library: Any
    jobs: Any
    quick: bool

    def run(self, job, *args):
        return self.library.run(job, *args)

    def repetitions(self, count):
        return max(1, count // 10) if self.quick else count


def load_jobs():
    path = Path(__file__).parent / "jobs.py"
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(path.read_text(), str(path), "exec"), names)
    return SimpleNamespace(**names)


async def load(package):
    """Imports it; a Pyodide has to load it first."""
    if sys.platform == "emscripten":
        import pyodide_js

        await pyodide_js.loadPackage(package)
    return importlib.import_module(package)


def breathe():
    """What a poll does before it looks again. On threads it has to let the others run.

    Without that, asynclit's p50 is lower, as its p99 is ten times as high and its throughput less.
    """
    if sys.platform != "emscripten":
        time.sleep(0)


def finish(task):
    while not task.done:
        breathe()
    return task.result


def timed(action, *args):
    start = time.perf_counter()
    action(*args)
    return time.perf_counter() - start


def quantile(times, part):
    return sorted(times)[round(part * (len(times) - 1))]


async def round_trip(bench):
    """One task after the other: from the call of `run()` until `done` was seen."""
    once = lambda: finish(bench.run(bench.jobs.add, 1, 2))  # noqa: E731
    for _ in range(200):
        once()
    times = [timed(once) for _ in range(bench.repetitions(2000))]
    return {"p50": median(times), "p99": quantile(times, 0.99)}


async def throughput(bench):
    """Tasks per second, of many that are submitted at once: until the last result was read."""
    count = 2000

    def all_at_once():
        tasks = [bench.run(bench.jobs.add, number, 1) for number in range(count)]
        if [finish(task) for task in tasks] != list(range(1, count + 1)):
            raise AssertionError("wrong results")

    all_at_once()
    times = [timed(all_at_once) for _ in range(bench.repetitions(10))]
    return {"polled": count / median(times)}


async def parallel(bench):
    """CPU-bound tasks at once, against one task that does the same one after the other.

    The client looks at times: Pyodide computes while it waits by `time.sleep()`, or for less than
    4 ms, and so takes a core from the workers.
    """
    count, rounds = 4, 300_000 if bench.quick else 2_000_000

    is_done = attrgetter("done")

    async def at_once():
        return await time_to_end(bench.run, [(bench.jobs.compute, rounds)] * count, is_done)

    async def in_sequence():
        return await time_to_end(bench.run, [(bench.jobs.compute_all, count, rounds)], is_done)

    await at_once()
    pairs = [(await at_once(), await in_sequence()) for _ in range(bench.repetitions(9))]
    at_once_time, sequence_time = (median(times) for times in zip(*pairs, strict=True))
    return {"rate": count / at_once_time, "speedup": sequence_time / at_once_time}


async def time_to_end(submit, calls, is_done):
    """The seconds until all of these tasks have ended, without taking a core from them.

    Pyodide computes while it waits by `time.sleep()`, or for less than 4 ms.
    """
    start = time.perf_counter()
    for task in [submit(*call) for call in calls]:
        while not is_done(task):
            await asyncio.sleep(0.005)
    return time.perf_counter() - start


async def status(bench):
    """Reading a running task."""
    count = 20_000 if bench.quick else 200_000
    task = bench.run(bench.jobs.sleep, 3)
    while task.status is not bench.library.TaskStatus.RUNNING:
        time.sleep(0.001)

    def read_status():
        for _ in range(count):
            task.status  # noqa: B018

    def read_done():
        for _ in range(count):
            task.done  # noqa: B018

    found = {
        "status": median(timed(read_status) for _ in range(5)) / count,
        "done": median(timed(read_done) for _ in range(5)) / count,
    }
    task.cancel()
    return found


async def coroutines(bench):
    """1,000 coroutines at once that sleep 10 ms each, until all are done."""

    def all_at_once():
        tasks = [bench.run(bench.jobs.nap, 0.01) for _ in range(1000)]
        for task in tasks:
            finish(task)

    all_at_once()
    return {"time": median(timed(all_at_once) for _ in range(bench.repetitions(10)))}


def receive_all(bench, job):
    """How long 10,000 progress values take, from the call of `run()` until all are here."""
    count = 10_000

    def receive():
        task = bench.run(job, count)
        received = 0
        while received < count:
            received += len(task.progress)
            breathe()

    receive()
    return median(timed(receive) for _ in range(bench.repetitions(10)))
