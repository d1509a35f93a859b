"""Measures a library on this Python by the figures of both.py that each of them has:

    python bench/python/native_peers.py asynclit|backlit|threads|processes [--quick]

and writes the numbers as JSON. All have two workers where that can be chosen.
"""

import asyncio
import concurrent.futures
import importlib
import json
import sys

import both

WORKERS = 2
FIGURES = ("round_trip", "throughput", "parallel")


class Future:
    """A future of `concurrent.futures`, read as a task."""

    def __init__(self, future):
        self._future = future

    @property
    def done(self):
        return self._future.done()

    @property
    def result(self):
        return self._future.result()


class Executor:
    def __init__(self, executor):
        self._executor = executor

    def run(self, job, *args):
        return Future(self._executor.submit(job, *args))


def open_library(name):
    if name == "threads":
        return Executor(concurrent.futures.ThreadPoolExecutor(WORKERS))
    if name == "processes":
        return Executor(concurrent.futures.ProcessPoolExecutor(WORKERS))
    return importlib.import_module(name)


async def measure(name, quick):
    jobs = both.load_jobs()
    globals().update(vars(jobs))  # a process finds its function as a name of this program
    bench = both.Bench(open_library(name), jobs, quick)
    return {figure: await getattr(both, figure)(bench) for figure in FIGURES}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(sys.argv[1], "--quick" in sys.argv))))
