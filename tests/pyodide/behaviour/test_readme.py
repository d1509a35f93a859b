"""pyodide/README.md is complete."""

import re

import pytest
from examples import text_of

import backlit


@pytest.mark.everywhere
def test_it_names_all_that_the_package_has():
    readme = text_of("pyodide/README.md")
    members = [name for name in dir(backlit.Task) if not name.startswith("_")]
    names = [*backlit.__all__, *members, *backlit.diagnose()]
    missing = [name for name in names if not re.search(rf"\b{name}\b", readme)]
    assert missing == []
