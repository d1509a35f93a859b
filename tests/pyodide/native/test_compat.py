"""Programs for asynclit and streamtree, on backlit. Each runs in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "pyodide"

MISSING = """
import sys
sys.modules.update(asynclit=None, streamtree=None)
"""

INSTALL = """
import backlit.compat
backlit.compat.install()
"""

USE = """
import asynclit
from asynclit.retry import RetryPolicy
import streamtree.asyncio
from streamtree.asyncio import TaskHandle, submit
from streamtree.loading import match_task
import backlit
from backlit.streamlit import recipe

assert asynclit.run is backlit.run
assert asynclit.TaskStatus is backlit.TaskStatus
assert RetryPolicy is backlit.RetryPolicy
assert streamtree.asyncio.submit is submit is recipe.submit
assert TaskHandle is recipe.TaskHandle
assert match_task.__module__ == "backlit.streamlit.loading"
"""

APP = """
from streamtree import asyncio, component, render
from streamtree.elements import Page, Text
from streamtree.loading import match_task

@component
def Loader():
    def fetch():
        asyncio.set_task_progress(key="fetch", value="half")
        return 42

    handle = asyncio.submit(fetch, key="fetch")
    return match_task(
        handle,
        loading=Text("loading"),
        ready=lambda n: Text(f"ready {n} after {handle.progress()}"),
        error=Text("failed"),
    )

render(Page(Loader()))
"""

LOOK = """
import sys, time
from streamlit.testing.v1 import AppTest

app = AppTest.from_string(sys.argv[1]).run()
give_up = time.monotonic() + 20
while "ready 42 after half" not in [each.value for each in app.markdown]:
    assert time.monotonic() < give_up, app
    app.run()
"""


def run(*parts: str, argument: str = "") -> str:
    """What a program prints."""
    ended = subprocess.run(
        [sys.executable, "-c", "".join(parts), argument],
        cwd=PACKAGE,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize(
    "before",
    ["", MISSING, "import asynclit\nimport streamtree.asyncio\n"],
    ids=["installed", "missing", "imported before"],
)
def test_the_modules_are_backlits(before):
    run(before, INSTALL, INSTALL, USE)


def test_a_module_that_was_imported_before_has_backlits_functions():
    imported = "import asynclit, streamtree.asyncio as tasks\n"
    run(
        imported,
        INSTALL,
        "import backlit\nassert asynclit.run is backlit.run\n",
        "from backlit.streamlit import submit\nassert tasks.submit is submit\n",
    )


def test_without_streamtree_only_the_two_modules_exist():
    program = "import streamtree\ntry:\n  streamtree.render\nexcept AttributeError: print('no')"
    assert run(MISSING, INSTALL, program) == "no\n"


def test_an_app_of_streamtree_runs_on_backlit():
    run(LOOK, argument=INSTALL + APP)
