"""The two executors of `concurrent.futures`."""

from peer import Pool


class Futures(Pool):
    def __init__(self, open_executor, size):
        self._open = open_executor
        self._executor = open_executor(size)

    def submit(self, job, *args):
        return self._executor.submit(job, *args)

    def is_done(self, future):
        return future.done()

    async def result(self, future):
        return future.result()

    async def boot(self):
        further = self._open(1)
        further.submit(int).result()
        further.shutdown(wait=False)

    def close(self):
        self._executor.shutdown()
