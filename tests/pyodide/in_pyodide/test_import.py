"""What can be seen of the package before anything runs."""

import sys

import pytest

import backlit

pytestmark = pytest.mark.everywhere


def test_the_api_is_there():
    assert all(hasattr(backlit, name) for name in backlit.__all__)


def test_it_brings_its_own_cloudpickle_and_tblib():
    from backlit._vendor import cloudpickle
    from backlit._vendor.tblib import pickling_support

    assert cloudpickle.loads(cloudpickle.dumps(lambda: 5))() == 5
    assert pickling_support.__name__.startswith("backlit.")
    assert not {"cloudpickle", "tblib"} & set(sys.modules)
