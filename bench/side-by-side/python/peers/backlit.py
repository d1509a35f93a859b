"""backlit: on Web Workers in Pyodide, on threads on CPython."""

import sys

from both import breathe
from peers.polled import Polled

import backlit


class Workers(Polled):
    def __init__(self, jobs):
        super().__init__(backlit, jobs.report_ints)
        # Results that are kept would fill a browser's memory with arrays.
        self._manager = backlit.TaskManager(max_completed=1)

    def submit(self, job, *args):
        return backlit.run(job, *args, manager=self._manager)

    async def cancel(self, task):
        task.cancel()
        while not task.done:
            breathe()

    async def ready(self):
        if sys.platform == "emscripten":
            from ours import until_a_spare_is_ready

            await until_a_spare_is_ready()

    def close(self):
        backlit.shutdown()


async def open(size, jobs):  # noqa: A001
    await backlit.start(workers=size)
    return Workers(jobs)
