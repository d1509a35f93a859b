"""Runs what the editor has as tasks, and tells the page how they are."""

import json
import linecache
import traceback

import backlit

FILE = "editor.py"
WORKERS = 2

tasks = []


def submit(source):
    """Runs `work(0)` and `work(1)`, each on a worker with a Python of its own."""
    linecache.cache[FILE] = len(source), None, source.splitlines(True), FILE
    names = {"__name__": "__main__"}
    exec(compile(source, FILE, "exec"), names)
    run = backlit.options(cancel_grace=2).run
    tasks[:] = [run(names["work"], part) for part in range(WORKERS)]


def cancel():
    for task in tasks:
        task.cancel()


def states():
    """Called in every frame: it waits for nothing."""
    return json.dumps([state(task) for task in tasks], default=str)


def state(task):
    row = {"id": task.id, "status": task.status.name, "latest": task.latest}
    if task.error:
        row["error"] = "".join(traceback.format_exception(task.error))
    elif task.done and task.cancelled_by:
        row["cancelledBy"] = task.cancelled_by
    elif task.done:
        row["result"] = repr(task.result)
    return row
