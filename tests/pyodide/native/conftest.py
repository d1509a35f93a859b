"""What the tests have in common."""

from collections.abc import Iterator

import pytest
from manual_clock import ManualClock

import backlit
from backlit import runtime
from backlit.threads.backend import ThreadBackend
from backlit.threads.schedule import ThreadSchedule
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
    # Has the thread of the deadlines start.
    ThreadSchedule(Interval(1e12), int, backend._deadlines, clock).close()
    clock.wait_for_deadlines()
    return clock
