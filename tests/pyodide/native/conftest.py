"""What the tests have in common."""

from collections.abc import Iterator

import pytest
from manual_clock import ManualClock

import backlit
from backlit import runtime
from backlit.threads.backend import ThreadBackend
from backlit.trigger import Interval


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    backlit.shutdown()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still; tasks run by it."""
    clock = ManualClock()
    backend = ThreadBackend(clock)
    runtime.use(backend)
    backend.open_schedule(Interval(1e12), int).close()  # has the thread of the deadlines start
    clock.wait_for_deadlines()
    return clock
