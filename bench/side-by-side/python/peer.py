"""The small interface that the files in peers/ give each library."""


class Pool:
    """What `async def open(size, jobs)` of each file gives; `jobs` has the functions of jobs.py.

    Each has `submit(job, *args)`, which gives a task, `is_done(task)`, and `await result(task)`,
    which waits the quickest way that the library has.

    What a library cannot do is missing; the table says so then:

    - `await report(count)`: a task sends so many progress values; gives them when all are here;
    - `await cancel(task)`: ends a function that does not look whether it shall; returns when the
      task counts as ended;
    - `await boot()`: starts a further worker, and returns when it has given a first result.
    """

    async def results(self, job, all_arguments):
        """Of many tasks that are submitted at once."""
        tasks = [self.submit(job, *arguments) for arguments in all_arguments]
        return [await self.result(task) for task in tasks]

    async def ready(self):
        """Waits for what starts by itself, once tasks have run: else it would be measured, too."""

    def close(self):
        pass
