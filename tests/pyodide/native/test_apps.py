"""The Streamlit apps of the READMEs and the guides, run by Streamlit: see behaviour/examples.py."""

import re

import pytest
from conditions import wait_for
from examples import examples
from streamlit.testing.v1 import AppTest

APPS = examples("app.py")

MARKS = re.compile(r"`|\*\*|&nbsp;|:\w+\[:material/\w+:|\]$")


@pytest.mark.parametrize("example", APPS, ids=str)
def test_an_app_shows_what_is_said(example):
    app = AppTest.from_string(example.code, default_timeout=30).run()
    for output, click in zip(example.outputs, example.clicks, strict=True):
        if click is not None:
            (button,) = [each for each in app.button if each.label == click]
            button.click().run()
        wanted = output.splitlines()
        wait_for(lambda wanted=wanted: shown(app.run()) == wanted)


def shown(app: AppTest) -> list[str]:
    """The texts on the page, from top to bottom, without Streamlit's marks for icons."""
    assert not app.exception, app.exception
    texts = [each.value for each in app.main if each.type in ("markdown", "text")]
    return [" ".join(MARKS.sub(" ", text).split()) for text in texts]


def test_all_apps_of_the_guide_are_run():
    assert len([example for example in APPS if "streamlit" in example.page]) > 5
    assert all(example.outputs for example in APPS)
