"""The patterns of in_pyodide/test_patterns.py, on CPython."""

import asyncio
import importlib.util
from functools import wraps
from inspect import iscoroutinefunction
from pathlib import Path

FILE = Path(__file__).parents[1] / "in_pyodide/test_patterns.py"


def _load():
    spec = importlib.util.spec_from_file_location("patterns", FILE)
    patterns = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(patterns)
    return patterns


def _on_a_loop(test):
    @wraps(test)
    def run(**arguments):
        asyncio.run(test(**arguments))

    return run


for _name, _test in vars(_load()).items():
    if _name.startswith("test_") and iscoroutinefunction(_test):
        globals()[_name] = _on_a_loop(_test)
