"""What the tests have in common."""

from collections.abc import Iterator

import backlit
import pytest
from backlit import runtime
from backlit.threads.backend import ThreadBackend
from manual_clock import ManualClock


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    backlit.shutdown()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still; tasks run by it."""
    clock = ManualClock()
    runtime.use(ThreadBackend(clock))
    return clock
