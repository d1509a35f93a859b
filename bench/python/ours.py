"""Measures backlit inside Pyodide: the figures of both.py, and its own.

Each function is a figure. Times are in seconds, from the call of `run()` or `cancel()`.
"""

import asyncio
import time
from pathlib import Path
from statistics import median

import both
from both import finish, load, quantile, timed

import backlit


async def measure(name, quick):
    """The numbers of a figure. No worker boots while it is measured."""
    await until_a_spare_is_ready()
    bench = both.Bench(backlit, both.load_jobs(), quick)
    return await globals()[name](bench)


status = both.status
parallel = both.parallel
coroutines = both.coroutines


async def round_trip(bench):
    """Also the first time: of a function that was never sent before."""

    def new_function(number):
        names = {"__name__": "__main__"}
        exec(f"def add(a, b):\n    return a + b + {number}", names)
        return names["add"]

    functions = [new_function(number) for number in range(20 + bench.repetitions(500))]
    first = [timed(lambda function=each: finish(bench.run(function, 1, 2))) for each in functions]
    return {
        "first_p50": median(first[20:]),
        "first_p99": quantile(first[20:], 0.99),
        **await both.round_trip(bench),
    }


async def throughput(bench):
    """Also by `await` of one task after the other."""
    count = 2000

    async def awaited():
        start = time.perf_counter()
        for task in [bench.run(bench.jobs.add, number, 1) for number in range(count)]:
            await task
        return time.perf_counter() - start

    await awaited()
    times = [await awaited() for _ in range(bench.repetitions(10))]
    return {"awaited": count / median(times), **await both.throughput(bench)}


async def progress(bench):
    """Of a plain function. That none is lost is checked: until then it goes on."""
    jobs = {
        "ints": bench.jobs.report_ints,
        "floats": bench.jobs.report_floats,
        "dicts": bench.jobs.report_dicts,
    }
    return {name: 10_000 / both.receive_all(bench, job) for name, job in jobs.items()}


async def data(bench):
    """An array to a worker, and what is made of it back; beside that, one copy of it here.

    The results are not kept: else new memory for each would be most of the time.
    """
    numpy = await load("numpy")
    manager = backlit.TaskManager(max_completed=1)
    array = numpy.arange(1_000_000, dtype="f8")
    other = numpy.empty_like(array)
    times = {
        "copy": lambda: numpy.copyto(other, array),
        "sum_here": lambda: array.sum(),
        "sum": lambda: finish(backlit.run(bench.jobs.total, array, manager=manager)),
        "back": lambda: finish(backlit.run(bench.jobs.echo, array, manager=manager)),
    }
    count = bench.repetitions(100)
    for action in times.values():
        for _ in range(5):
            action()
    return {name: median(timed(action) for _ in range(count)) for name, action in times.items()}


async def files(bench):
    """What it costs that workers have the client's files.

    The first run after numpy and pandas were loaded copies all files once into the memory that
    the workers share ("submitted"), and the worker takes them over. A run after an edit of one
    file brings the worker that file.
    """
    await bench.run(bench.jobs.add, 1, 2)
    before = backlit.diagnose()["heap_used"]
    await load("numpy")
    await load("pandas")
    first = submit_and_finish(bench, bench.jobs.add, 1, 2)
    size = backlit.diagnose()["heap_used"] - before
    module = Path(__file__).parent / "edited.py"
    edits = []
    for value in range(3 + bench.repetitions(20)):
        module.write_text(f"VALUE = {value}\n")
        edits.append(submit_and_finish(bench, bench.jobs.read_edited))
        if edits[-1]["result"] != value:
            raise AssertionError("the edit was not seen")
    unchanged = [timed(lambda: finish(bench.run(bench.jobs.add, 1, 2))) for _ in range(300)]
    return {
        "first_submitted": first["submitted"],
        "first_done": first["done"],
        "bytes": size,
        "import": await bench.run(bench.jobs.import_pandas),
        "edit_submitted": median(each["submitted"] for each in edits[3:]),
        "edit_done": median(each["done"] for each in edits[3:]),
        "unchanged": median(unchanged),
    }


def submit_and_finish(bench, job, *args):
    start = time.perf_counter()
    task = bench.run(job, *args)
    submitted = time.perf_counter() - start
    result = finish(task)
    return {"submitted": submitted, "done": time.perf_counter() - start, "result": result}


async def cancel(bench):
    """Ending functions that do not stop, of one worker: until CANCELLED, until the next is done.

    "abandoned": how many times the worker was not reused. A call that no interrupt reaches is
    given up after `cancel_grace`, and a worker that is kept ready takes over; "again": the same
    once more, at once, when none is ready yet.
    """
    backlit.shutdown()
    await backlit.start(workers=1)
    found = {}
    default = backlit.options()
    before = backlit.diagnose()["disowned"]
    for name, job in (("loop", [bench.jobs.spin]), ("sleep", [bench.jobs.sleep, 60])):
        found[name] = await cancel_often(bench, default, job, bench.repetitions(50))
    found["abandoned"] = backlit.diagnose()["disowned"] - before
    short = backlit.options(cancel_grace=0.1)
    found["builtin"], found["again"] = [], []
    for _ in range(bench.repetitions(10)):
        await until_a_spare_is_ready()
        for which in ("builtin", "again"):
            found[which].append(await cancel_once(bench, short, [bench.jobs.sum_up]))
    return {
        "abandoned": found.pop("abandoned"),
        **{
            f"{name}_{key}": median(each[key] for each in times)
            for name, times in found.items()
            for key in ("cancelled", "next")
        },
    }


async def cancel_often(bench, options, job, count):
    await until_a_spare_is_ready()
    return [await cancel_once(bench, options, job) for _ in range(count)]


async def cancel_once(bench, options, job):
    task = options.run(*job)
    while task.status is not backlit.TaskStatus.RUNNING:
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.02)  # well under way
    start = time.perf_counter()
    task.cancel()
    while not task.done:
        pass
    cancelled = time.perf_counter() - start
    if task.status is not backlit.TaskStatus.CANCELLED:
        raise AssertionError(task.status)
    finish(bench.run(bench.jobs.add, 1, 2))
    return {"cancelled": cancelled, "next": time.perf_counter() - start}


async def until_a_spare_is_ready():
    while (found := backlit.diagnose())["spares"] == 0 or found["booting"] or found["zombies"]:
        await asyncio.sleep(0.01)


async def first_result():
    """From the call of `start()` until a first result is here."""
    start = time.perf_counter()
    await backlit.start()
    await backlit.run(int)
    return time.perf_counter() - start


def package_files():
    """The package's files, as workers get them."""
    package = Path(backlit.__file__).parent
    return [(str(path), path.read_bytes()) for path in package.rglob("*.py")]


def site_packages():
    return str(Path(backlit.__file__).parent.parent)
