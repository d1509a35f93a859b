"""The app of the tests in stlite, the same file, in Streamlit on CPython."""

import re
from pathlib import Path

import pytest
from conditions import wait_for
from streamlit.testing.v1 import AppTest

FOLDER = Path(__file__).parents[2] / "stlite/app"


class App:
    """It is run again and again, as a browser does for its fragment."""

    def __init__(self):
        self._app = AppTest.from_file(FOLDER / "app.py")
        self._app.session_state["fragment"] = True
        self._app.run()

    def click(self, label):
        next(button for button in self._app.button if button.label == label).click().run()

    def shows(self, pattern):
        self._app.run()
        return any(re.fullmatch(pattern, each.value) for each in self._app.text)

    @property
    def exceptions(self):
        return [each.message for each in self._app.exception]


@pytest.fixture
def app(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    app = App()
    app.click("begin")
    wait_for(lambda: app.shows("first DONE 285"))
    return app


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("total", "total DONE 333328333350000"),
        ("fetch", "fetch DONE fetched"),
        ("table", r"table DONE +square\n0 +0\n1 +1\n2 +4\n3 +9"),
        ("price", "price DONE tea: 3 coins"),
        ("cached", "cached DONE cached 5"),
        ("poll", "polled 328350"),
    ],
)
def test_the_outcome_of_a_task(app, name, text):
    app.click(name)
    wait_for(lambda: app.shows(text))


def test_an_error(app):
    app.click("fail")
    wait_for(lambda: app.shows("fail ERROR"))
    assert app.exceptions == ["no such row"]


def test_a_click_that_lands_while_tasks_run_and_one_that_cancels(app):
    app.click("count")
    app.click("count too")
    app.click("greet")
    app.click("stop")
    wait_for(lambda: app.shows(r"count CANCELLED( \d+)? interrupt"))
    wait_for(lambda: app.shows(r"count too RUNNING( \d+)?"))
    assert app.shows("Hello!")


def test_what_each_run_of_the_script_does_is_done_once(app):
    app.click("greet")
    assert app.shows(r"run [3-9]\d*, in a fragment: 1 task, 1 pickle")
