"""pyodide-pool: its own Python half, over the JavaScript of pool/, as its own is not published.

Many calls at once are one batch, which is quicker than a task for each, but has one result. No
function that runs can be cancelled. It has no progress: what one does then is to use a
BroadcastChannel, which both sides find by its name.
"""

import asyncio

import pyodide_pool
from js import BroadcastChannel
from peer import Pool
from pyodide.ffi import create_proxy


class WorkerPool(Pool):
    def submit(self, job, *args):
        return asyncio.ensure_future(pyodide_pool.submit(job, *args))

    def is_done(self, future):
        return future.done()

    async def result(self, future):
        return await future

    async def results(self, job, all_arguments):
        calls = [(job, arguments, {}) for arguments in all_arguments]
        return await pyodide_pool.default_pool().submit_batch(calls)

    async def report(self, count):
        name = "progress"

        def post_all():
            from js import BroadcastChannel

            channel = BroadcastChannel.new(name)
            for number in range(count):
                channel.postMessage(number)
            channel.close()

        values = []
        complete = asyncio.get_running_loop().create_future()

        def receive(event):
            values.append(event.data)
            if len(values) == count:
                complete.set_result(values)

        channel = BroadcastChannel.new(name)
        listener = create_proxy(receive)
        channel.onmessage = listener
        await asyncio.gather(self.submit(post_all), complete)
        channel.close()
        listener.destroy()
        return values

    def close(self):
        pyodide_pool.default_pool().terminate()


async def open(size, jobs):  # noqa: A001, ARG001
    return WorkerPool()
