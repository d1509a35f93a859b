"""backlit and asynclit, whose tasks are alike."""

from both import breathe, finish
from peer import Pool


class Polled(Pool):
    def __init__(self, library, report):
        self._library = library
        self._report = report

    def submit(self, job, *args):
        return self._library.run(job, *args)

    def is_done(self, task):
        return task.done

    async def result(self, task):
        return finish(task)

    async def report(self, count):
        task = self._library.run(self._report, count)
        values = []
        while len(values) < count:  # asynclit's last ones come after `done`
            values += task.progress
            breathe()
        return values
