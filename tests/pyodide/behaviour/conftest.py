"""Tests that run both on CPython and inside Pyodide.

On CPython those that ask for the fixture `library` run with asynclit as well: what they say is true
of both. In Pyodide a function runs in another interpreter, as a copy: so what these tests look at
is what comes back of it.
"""

import asyncio
import importlib
import sys
from collections.abc import Iterator
from inspect import iscoroutinefunction
from types import ModuleType

import pytest

import backlit

IS_PYODIDE = sys.platform == "emscripten"


def pytest_configure(config: pytest.Config) -> None:
    meaning = "runs in a page without cross-origin isolation too"
    config.addinivalue_line("markers", f"everywhere: {meaning}")


@pytest.fixture(params=["backlit"] if IS_PYODIDE else ["backlit", "asynclit"])
def library(request: pytest.FixtureRequest) -> ModuleType:
    """The package under test."""
    return importlib.import_module(request.param)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    if not IS_PYODIDE:  # there, it would take seconds
        backlit.shutdown()


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs tests that are coroutine functions. In Pyodide, harness/session.py does."""
    if not iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True
