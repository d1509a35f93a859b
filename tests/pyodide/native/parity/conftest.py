"""The tests of this folder run with asynclit as well: what they say is true of both."""

import importlib
from types import ModuleType

import pytest


@pytest.fixture(params=["backlit", "asynclit"])
def library(request: pytest.FixtureRequest) -> ModuleType:
    """The package under test."""
    return importlib.import_module(request.param)
