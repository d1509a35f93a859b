"""Measures asynclit on this Python:

    python bench/python/beside.py round_trip [--quick]

and writes the numbers of that figure as JSON.
"""

import asyncio
import json
import sys

import asynclit
import both


async def progress(bench):
    """Of coroutines only, which is all that asynclit has. Some values come after `done`."""
    return {"ints": 10_000 / both.receive_all(bench, bench.jobs.report_to_queue)}


def main():
    name, *rest = sys.argv[1:]
    figure = progress if name == "progress" else getattr(both, name)
    bench = both.Bench(asynclit, both.load_jobs(), quick="--quick" in rest)
    print(json.dumps(asyncio.run(figure(bench))))


main()
