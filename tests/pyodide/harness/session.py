"""Runs pytest inside Pyodide, where tests that are coroutine functions must run on the one loop.

pytest calls tests as plain functions, and a page has no way to wait for a coroutine inside of one.
So the loop over the tests is here, as a coroutine: it takes each through pytest's phases, by
pytest's own hooks, and awaits those that are coroutine functions. All else (collection, fixtures,
marks, captured output, what a failed assertion shows) is pytest's.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from inspect import iscoroutinefunction
from typing import Any

import pytest
from _pytest.config import _prepareconfig
from _pytest.runner import CallInfo, call_and_report
from events import TIMEOUT, Events, Send
from pyodide_js import loadPackage


async def run(arguments: list[str], send: Send) -> None:
    """Runs the tests that the arguments name, as pytest does; sends events."""
    events = Events(send)
    try:
        await _run(arguments, events)
    except BaseException as error:
        events.done(f"{type(error).__name__}: {error}")
        raise


async def _run(arguments: list[str], events: Events) -> None:
    config = _prepareconfig(arguments, [events])
    try:
        session = pytest.Session.from_config(config)
        config._do_configure()
        config.hook.pytest_sessionstart(session=session)
        config.hook.pytest_collection(session=session)
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            await _run_test(item, following)
        status = pytest.ExitCode.TESTS_FAILED if session.testsfailed else pytest.ExitCode.OK
        config.hook.pytest_sessionfinish(session=session, exitstatus=status)
    finally:
        config._ensure_unconfigure()


async def _run_test(item: pytest.Item, following: pytest.Item | None) -> None:
    for mark in item.iter_markers("packages"):
        await loadPackage(mark.args)
    with _wrappers(item.ihook.pytest_runtest_protocol, item=item, nextitem=following):
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        if call_and_report(item, "setup").passed:
            if isinstance(item, pytest.Function) and iscoroutinefunction(item.obj):
                await _await_and_report(item)
            else:
                call_and_report(item, "call")
        call_and_report(item, "teardown", nextitem=following)
        if isinstance(item, pytest.Function):
            item.funcargs.clear()  # as pytest does: what tests had is not to stay
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)


async def _await_and_report(item: pytest.Function) -> None:
    """What `call_and_report()` does with a plain function."""
    failure = None
    start, began = time.time(), time.perf_counter()
    try:
        with _wrappers(item.ihook.pytest_runtest_call, item=item):
            arguments = {name: item.funcargs[name] for name in item._fixtureinfo.argnames}
            # In a task of its own, so that context variables do not reach the next test.
            await asyncio.wait_for(asyncio.ensure_future(item.obj(**arguments)), TIMEOUT)
    except BaseException:
        failure = pytest.ExceptionInfo.from_current()
    call: CallInfo[None] = CallInfo(
        None,
        failure,
        start,
        time.time(),
        time.perf_counter() - began,
        "call",
        _ispytest=True,
    )
    report = item.ihook.pytest_runtest_makereport(item=item, call=call)
    item.ihook.pytest_runtest_logreport(report=report)


@contextmanager
def _wrappers(hook: Any, **arguments: object) -> Iterator[None]:
    """What plugins wrap around a hook, around other code."""
    with ExitStack() as stack:
        for implementation in reversed(hook.get_hookimpls()):
            if implementation.wrapper:
                values = [arguments[name] for name in implementation.argnames]
                stack.enter_context(contextmanager(implementation.function)(*values))
        yield
