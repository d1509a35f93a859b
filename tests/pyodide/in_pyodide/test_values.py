"""Values that cross, as arguments, results and progress."""

import array
import collections
import datetime
import decimal
import enum
import math
import uuid

import pytest
from waiting import ended

import backlit


def packages(test):
    return pytest.mark.once(pytest.mark.packages("numpy", "pandas")(test))


class Color(enum.Enum):
    RED = 1


Point = collections.namedtuple("Point", "x y")

VALUES = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**53,
    2**53 + 1,
    -(2**53) - 1,
    2**64,
    10**100,
    0.0,
    -0.0,
    3.0,
    1e300,
    5e-324,
    math.inf,
    -math.inf,
    1 + 2j,
    "",
    "text",
    "grüße 🙂 \ud800",
    "x" * 100_000,
    b"",
    b"bytes",
    bytes(100_000),
    bytearray(b"abc"),
    bytearray(100_000),
    array.array("d", range(10_000)),
    (),
    (1, "a", None),
    [],
    [1, [2, [3.0]]],
    {},
    {"a": 1, 2: "b", None: [True]},
    {1, 2},
    frozenset("ab"),
    range(5),
    slice(1, 2, 3),
    Ellipsis,
    datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC),
    decimal.Decimal("1.10"),
    uuid.UUID(int=5),
    Color.RED,
    Point(1, 2),
    int,
]


def identity(value):
    return value


def report(value):
    backlit.progress(value)
    backlit.progress([value, value])


async def identity_later(value):
    backlit.progress(value)
    return value


def assert_same(arrived, value):
    assert type(arrived) is type(value)
    assert arrived == value
    assert repr(arrived) == repr(value)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
async def test_a_value_crosses_as_it_is(value):
    assert_same((await ended(backlit.run(identity, value))).result, value)
    task = await ended(backlit.run(identity_later, value=value))
    assert_same(task.result, value)
    assert_same(task.latest, value)
    assert_same(task.progress[0], value)
    first, second = (await ended(backlit.run(report, value))).progress
    assert_same(first, value)
    assert_same(second, [value, value])


async def test_nan():
    assert math.isnan((await ended(backlit.run(identity, math.nan))).result)
    task = await ended(backlit.run(report, math.nan))
    assert math.isnan(task.latest[0])
    assert math.isnan(task.progress[0])


async def test_progress_of_mixed_kinds_keeps_its_order():
    values = [1, 2, 3.0, True, "a", None, 4, [5], 2**60, 6, -0.0] * 500

    def job():
        for value in values:
            backlit.progress(value)

    assert repr((await ended(backlit.run(job))).progress) == repr(values)


async def test_values_that_refer_to_themselves_or_to_each_other():
    shared = [1]
    value = {"a": shared, "b": shared}
    value["self"] = value
    arrived = (await ended(backlit.run(identity, value))).result
    assert arrived["self"] is arrived
    assert arrived["a"] is arrived["b"]
    assert arrived["a"] == [1]


@pytest.mark.parametrize("kind", [bytes, bytearray])
async def test_eight_megabytes_there_and_back(kind):
    value = kind(range(256)) * (8 << 12)
    task = await ended(backlit.run(identity, value))
    assert len(task.result) == 8 << 20
    assert task.result == value
    assert type(task.result) is kind


async def test_a_result_of_twenty_megabytes_and_progress_of_one():
    def job():
        backlit.progress(bytes(1 << 20))
        return bytearray(b"x") * (20 << 20)

    task = await ended(backlit.run(job))
    assert (len(task.latest), len(task.progress[0])) == (1 << 20, 1 << 20)
    assert len(task.result) == 20 << 20
    assert set(task.result) == {ord("x")}


async def test_what_arrives_can_be_changed():
    task = await ended(backlit.run(lambda: [bytearray(10_000), array.array("i", [0] * 5000)]))
    first, second = task.result
    first[5] = second[5] = 1
    first.append(1)
    assert (len(first), first[5], second[5]) == (10_001, 1, 1)


@pytest.mark.once
async def test_a_quarter_of_a_gigabyte():
    task = await ended(backlit.run(len, bytearray(250 << 20)))
    assert task.result == 250 << 20


@packages
@pytest.mark.parametrize(
    "make",
    [
        lambda np: np.arange(6.0).reshape(2, 3),
        lambda np: np.arange(100_000),
        lambda np: np.arange(100_000)[::2],
        lambda np: np.asfortranarray(np.arange(90_000.0).reshape(300, 300)),
        lambda np: np.zeros(0),
        lambda np: np.zeros((3, 0, 2)),
        lambda np: np.float32(1.5),
        lambda np: np.array(["a", "bc"]),
        lambda np: np.array([1, "a", None], dtype=object),
        lambda np: np.array([(1, 2.0)] * 1000, dtype=[("a", "i4"), ("b", "f8")]),
        lambda np: np.array(["2026-09-01"], dtype="datetime64[D]"),
        lambda np: np.ma.masked_array([1, 2], mask=[True, False]),
    ],
)
async def test_numpy_arrays(make):
    import numpy as np

    value = make(np)
    task = await ended(backlit.run(identity_later, value))
    for arrived in (task.result, task.latest, (await ended(backlit.run(identity, value))).result):
        assert type(arrived) is type(value)
        assert arrived.dtype == value.dtype
        assert arrived.shape == value.shape
        assert np.array_equal(arrived, value)


@packages
async def test_whether_an_array_may_be_written_to():
    import numpy as np

    value = np.arange(10_000)
    arrived = (await ended(backlit.run(identity, value))).result
    arrived[0] = 5
    assert value[0] == 0
    value.flags.writeable = False
    assert not (await ended(backlit.run(identity, value))).result.flags.writeable
    assert (await ended(backlit.run(lambda: value.flags.writeable))).result is False


@packages
async def test_computing_with_numpy_in_a_worker():
    import numpy as np

    def job(seed):
        matrix = np.random.default_rng(seed).random((200, 200))
        return np.linalg.inv(matrix) @ matrix

    assert np.allclose((await ended(backlit.run(job, 1))).result, np.eye(200))


@packages
async def test_frames():
    import pandas as pd

    frame = pd.DataFrame(
        {
            "n": range(5000),
            "text": ["a", None] * 2500,
            "time": pd.date_range("2026-09-01", periods=5000, freq="h", tz="UTC"),
            "kind": pd.Categorical(["x", "y"] * 2500),
        }
    )

    def job(frame):
        backlit.progress(frame.head())
        return frame.groupby("kind", observed=True)["n"].sum()

    task = await ended(backlit.run(job, frame))
    pd.testing.assert_frame_equal(task.latest, frame.head())
    pd.testing.assert_series_equal(task.result, job_result(frame))
    pd.testing.assert_frame_equal((await ended(backlit.run(identity, frame))).result, frame)


def job_result(frame):
    return frame.groupby("kind", observed=True)["n"].sum()
