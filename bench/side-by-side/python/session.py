"""A peer that is open, and measured as often as is asked.

On CPython this is a program, which the benchmark gives a channel of Node's:

    python bench/side-by-side/python/session.py asynclit 2
"""

import asyncio
import importlib
import json
import os
import socket
import sys

import measures
from both import load_jobs


class Session:
    def __init__(self, pool, jobs):
        self._pool = pool
        self._jobs = jobs

    def names(self):
        """Of the measures that the peer can do."""
        return [name for name, need in measures.NEEDS.items() if hasattr(self._pool, need)]

    async def measure(self, name, quick):
        """The numbers of one repetition, as JSON."""
        return json.dumps(await getattr(measures, name)(self._pool, self._jobs, quick))

    def close(self):
        self._pool.close()


async def open_session(name, size):
    """Opens a peer. All its workers have run something then."""
    # A worker in Pyodide gets its functions by value, as a script's; a process imports them.
    jobs = load_jobs() if sys.platform == "emscripten" else importlib.import_module("jobs")
    pool = await importlib.import_module(f"peers.{name}").open(size, jobs)
    await pool.results(jobs.compute, [(100_000,)] * (2 * size))  # long enough that all have to help
    await pool.ready()
    return Session(pool, jobs)


async def main():
    name, size = sys.argv[1:]
    session = await open_session(name, int(size))
    channel = socket.socket(fileno=int(os.environ["NODE_CHANNEL_FD"])).makefile("rw")

    def answer(text):
        channel.write(text + "\n")
        channel.flush()

    answer(json.dumps({"names": session.names()}))
    for line in channel:
        try:
            answer(await session.measure(*json.loads(line)))
        except Exception as error:
            answer(json.dumps({"error": repr(error)}))
    session.close()


if __name__ == "__main__":
    asyncio.run(main())
