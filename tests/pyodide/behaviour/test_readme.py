"""The examples in Python of README.md and pyodide/README.md do what is said there.

A code block whose first line is a comment with a file's name is run. `app.py` is the script of a
Streamlit app: it is rerun until it shows what the `text` block after it says. `main.py` is a
program for Pyodide, `cpython.py` one for CPython: they print what the block says.
"""

import asyncio
import re
import sys
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from waiting import PATIENCE

import backlit

IS_PYODIDE = sys.platform == "emscripten"

FOLDER = Path(__file__).parents[1 if IS_PYODIDE else 3]
GENERAL = (FOLDER / "README.md").read_text("utf-8")
README = (FOLDER / ("README-pyodide.md" if IS_PYODIDE else "pyodide/README.md")).read_text("utf-8")

PARTS = re.compile(r"^#+ ([^\n]*)$|^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _examples(wanted):
    """The title, the code and the expected output of the blocks of that name."""
    found, title, code = [], "", ""
    for heading, language, block in PARTS.findall(f"{GENERAL}\n{README}"):
        if heading:
            title, code = heading, ""
        elif block.startswith(f"# {wanted}\n"):
            code = block
        elif language == "text" and code:
            found.append(pytest.param(code, block, id=title))
            code = ""
    return found


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


@pytest.mark.everywhere
@pytest.mark.parametrize(("code", "output"), _examples("app.py"))
async def test_an_app_shows_what_the_readme_says(code, output, monkeypatch):
    streamlit = Streamlit()
    monkeypatch.setitem(sys.modules, "streamlit", streamlit)
    program = compile(code, "app.py", "exec")
    give_up = time.monotonic() + PATIENCE
    while streamlit.shown != output.splitlines():
        assert time.monotonic() < give_up, streamlit.shown
        await asyncio.sleep(0.02)
        streamlit.shown = []
        exec(program, {"__name__": "__main__"})


@pytest.mark.skipif(not IS_PYODIDE, reason="for Pyodide")
@pytest.mark.parametrize(("code", "output"), _examples("main.py"))
async def test_a_program_in_pyodide_prints_what_the_readme_says(code, output):
    from pyodide.code import eval_code_async

    with redirect_stdout(StringIO()) as printed:
        await eval_code_async(code, {"__name__": "__main__"}, filename="main.py")
    assert printed.getvalue() == output


@pytest.mark.skipif(IS_PYODIDE, reason="for CPython")
@pytest.mark.parametrize(("code", "output"), _examples("cpython.py"))
def test_a_program_on_cpython_prints_what_the_readme_says(code, output):
    with redirect_stdout(StringIO()) as printed:
        exec(compile(code, "cpython.py", "exec"), {"__name__": "__main__"})
    assert printed.getvalue() == output


@pytest.mark.everywhere
def test_the_readme_names_all_that_the_package_has():
    members = [name for name in dir(backlit.Task) if not name.startswith("_")]
    names = [*backlit.__all__, *members, *backlit.diagnose()]
    missing = [name for name in names if not re.search(rf"\b{name}\b", README)]
    assert missing == []


@pytest.mark.everywhere
def test_the_readme_has_examples_of_all_kinds():
    assert all(_examples(name) for name in ("app.py", "main.py", "cpython.py"))
