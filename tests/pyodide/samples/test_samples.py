"""Tests of all outcomes, for harness.test.js, which says what must be told of each."""

import asyncio
import warnings
from contextvars import ContextVar

import pytest

last = ContextVar("last", default="none")


@pytest.fixture
def resource():
    yield "resource"
    assert not "torn down"


@pytest.fixture
def broken():
    raise ValueError("no resource")


def test_plain():
    pass


async def test_coroutine(capsys, tmp_path):
    await asyncio.sleep(0.01)
    print("said")
    assert capsys.readouterr().out == "said\n"
    assert tmp_path.is_dir()


@pytest.mark.parametrize("name", ["first", "second"])
async def test_context_variables_are_a_tests_own(name):
    assert last.get() == "none"
    last.set(name)


def test_plain_that_fails():
    print("printed before")
    assert [1, 2] == [1, 3]


async def test_coroutine_that_fails():
    print("printed before")
    await asyncio.sleep(0.01)
    assert [1, 2] == [1, 3]


async def test_coroutine_that_warns():
    await asyncio.sleep(0.01)
    warnings.warn("take care", stacklevel=1)


async def test_setup_that_fails(broken):
    assert broken


async def test_teardown_that_fails(resource):
    assert resource == "resource"


@pytest.mark.skip("not today")
async def test_skipped():
    assert not "reached"


async def test_coroutine_that_skips():
    await asyncio.sleep(0.01)
    pytest.skip("not here")


@pytest.mark.xfail(reason="a known fault")
async def test_expected_to_fail():
    await asyncio.sleep(0.01)
    assert not "mended"
