"""The examples in Python of the READMEs and the guides do what is said there.

`main.py` is a program for Pyodide, `cpython.py` one for CPython: they print what the `text` block
after them says. `app.py` is the script of a Streamlit app: native/test_apps.py runs it, and those
that use no more of Streamlit than the `Streamlit` here has are run here as well, in Pyodide too.
"""

import asyncio
import subprocess
import sys
import time
from contextlib import redirect_stdout
from io import StringIO
from types import ModuleType

import pytest
from examples import FOLDER, IS_PYODIDE, examples
from waiting import PATIENCE


class Streamlit(ModuleType):
    """Session state, and what the script shows."""

    def __init__(self):
        super().__init__("streamlit")
        self.session_state = {}
        self.shown = []

    def write(self, item):
        self.shown.append(str(item))

    error = info = write

    def progress(self, fraction):
        self.shown.append(f"{fraction:.0%}")


SIMPLE_APPS = [example for example in examples("app.py") if "README" in example.page]


@pytest.mark.everywhere
@pytest.mark.parametrize("example", SIMPLE_APPS, ids=str)
async def test_an_app_shows_what_is_said(example, monkeypatch):
    streamlit = Streamlit()
    monkeypatch.setitem(sys.modules, "streamlit", streamlit)
    program = compile(example.code, "app.py", "exec")
    give_up = time.monotonic() + PATIENCE
    while streamlit.shown != example.outputs[-1].splitlines():
        assert time.monotonic() < give_up, streamlit.shown
        await asyncio.sleep(0.02)
        streamlit.shown = []
        exec(program, {"__name__": "__main__"})


@pytest.mark.skipif(not IS_PYODIDE, reason="for Pyodide")
@pytest.mark.parametrize("example", examples("main.py"), ids=str)
async def test_a_program_in_pyodide_prints_what_is_said(example):
    from pyodide.code import eval_code_async

    with redirect_stdout(StringIO()) as printed:
        await eval_code_async(example.code, {"__name__": "__main__"}, filename="main.py")
    assert [printed.getvalue()] == example.outputs


@pytest.mark.skipif(IS_PYODIDE, reason="for CPython")
@pytest.mark.parametrize("example", examples("cpython.py"), ids=str)
def test_a_program_on_cpython_prints_what_is_said(example):
    command = [sys.executable, "-c", example.code]
    printed = subprocess.run(
        command, cwd=FOLDER / "pyodide", capture_output=True, text=True, check=False, timeout=60
    )
    assert [printed.stdout] == example.outputs, printed.stderr


@pytest.mark.everywhere
def test_there_are_examples_of_all_kinds():
    assert SIMPLE_APPS
    assert examples("main.py")
    assert examples("cpython.py")
