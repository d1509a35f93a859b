"""Tests that run inside Pyodide, in all places that node.test.js and chromium.test.js name.

`import place` tells where: `pyodide` is the version, `host` is "node" or "chromium", `thread` is
"main" or "worker", and `isolated` says whether there is shared memory. A coroutine function is a
test like others: see session.py.
"""

import place
import pytest
from pyodide.ffi import can_run_sync

from backlit._vendor.cloudpickle import cloudpickle

MARKERS = {
    "not_isolated": "runs in a page without cross-origin isolation only",
    "everywhere": "runs there too; what has neither mark runs with isolation only",
    "blocking": "blocks its thread, which a page's must not",
    "run_sync": "waits for a promise inside a plain function",
    "once": "takes seconds: runs in 0.27.7 only, in Node's main thread and in a page's worker",
    "packages(*names)": "needs these packages of the Pyodide distribution; runs after all others, "
    "but not in Chromium's worker: see _belongs_here()",
}

IS_FIRST = (place.pyodide, place.host, place.thread) in [
    ("0.27.7", "node", "main"),
    ("0.27.7", "chromium", "worker"),
]


def pytest_configure(config):
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def pytest_collection_modifyitems(config, items):
    elsewhere = [item for item in items if not _belongs_here(item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    items.sort(key=lambda item: item.get_closest_marker("packages") is not None)
    for item in items:
        _send_by_value(item.module)
        for mark, reason in _missing():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason))


def _send_by_value(module):
    """Functions of tests are sent as those of a script are: workers do not import pytest."""
    if module.__name__ not in cloudpickle.list_registry_pickle_by_value():
        cloudpickle.register_pickle_by_value(module)


def _belongs_here(item):
    # After so many turns of its loop, a client of Pyodide 0.27 whose browser can switch stacks is
    # near the end of its own, and pandas goes deep: see waiting.py.
    if item.get_closest_marker("packages") and (place.host, place.thread) == ("chromium", "worker"):
        return False
    if item.get_closest_marker("once") and not IS_FIRST:
        return False
    if item.get_closest_marker("not_isolated"):
        return not place.isolated
    return place.isolated or item.get_closest_marker("everywhere") is not None


def _missing():
    if place.host == "chromium" and place.thread == "main":
        yield "blocking", "a page cannot block"
    if not can_run_sync():
        yield "run_sync", "this JavaScript engine cannot switch stacks"
    if place.pyodide != "0.27.7":
        yield "packages", "this Pyodide comes without packages"
