"""streamtree: a thread for each task, found by a key in Streamlit's session state.

It keeps only the latest progress value, and a cancel ends only functions that ask for it. Here the
session state is the one that Streamlit gives a script without `streamlit run`.
"""

import itertools
import logging

from both import breathe
from peer import Pool
from streamtree.asyncio import dismiss_task, submit


class SessionTasks(Pool):
    def __init__(self):
        self._keys = map(str, itertools.count())

    def submit(self, job, *args):
        key = next(self._keys)
        return key, submit(job, *args, key=key)

    def is_done(self, task):
        return task[1].status() not in ("pending", "running")

    async def result(self, task):
        key, handle = task
        while not self.is_done(task):
            breathe()
        result = handle.result()
        dismiss_task(key=key)
        return result


async def open(size, jobs):  # noqa: A001, ARG001
    logging.disable(logging.WARNING)  # Streamlit's, that it is no `streamlit run`
    return SessionTasks()
