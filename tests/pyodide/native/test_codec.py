"""Values that are encoded are decoded to the same."""

import array
import math
import pickle
import struct
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlit import codec


@dataclass
class Memory:
    """Bytes as JavaScript has them: a view of a larger buffer."""

    view: memoryview

    @property
    def length(self):
        return len(self.view)

    def assign(self, source):
        data = memoryview(source).cast("B")
        assert len(data) == len(self.view), "the source does not fit"
        self.view[:] = data

    def assign_to(self, target):
        memoryview(target).cast("B")[:] = self.view

    def to_bytes(self):
        return bytes(self.view)

    def subarray(self, start, end):
        return Memory(self.view[start:end])


def there_and_back(value):
    encoded = codec.encode(value)
    memory = Memory(memoryview(bytearray(b"\xff" * encoded.size)))
    codec.fill(memory, encoded)
    return codec.decode(memory, encoded.buffers)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False),
    st.text(st.characters(exclude_categories=())),
    st.binary(),
    st.dates(),
    st.decimals(allow_nan=False),
    st.uuids(),
)
SIZES = st.sampled_from([0, 1, 4095, 4096, 4097, 65535, 65536, 70000])
LARGE = st.one_of(
    SIZES.map(bytes),
    SIZES.map(bytearray),
    SIZES.map("x".__mul__),
    SIZES.map(lambda size: array.array("d", [1.5]) * (size // 8)),
)
HASHABLE = st.one_of(st.integers(), st.text(), st.none(), st.booleans())
VALUES = st.recursive(
    SCALARS | LARGE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(HASHABLE, inner, max_size=5),
        st.frozensets(HASHABLE, max_size=5),
    ),
    max_leaves=15,
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_any_value_comes_back_as_it_was(value):
    back = there_and_back(value)
    assert type(back) is type(value)
    assert back == value


def test_special_floats():
    assert math.isnan(there_and_back(math.nan))
    assert math.copysign(1, there_and_back(-0.0)) == -1
    assert type(there_and_back(3.0)) is float


class Buffers:
    """Holds a buffer that goes out of band, as an array of numpy does."""

    def __init__(self, data):
        self.data = data

    def __reduce_ex__(self, _):
        return Buffers, (pickle.PickleBuffer(self.data),)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(SIZES, st.booleans()), max_size=6))
def test_buffers_out_of_band_come_back_in_their_order(sizes):
    datas = [
        (bytes if is_fixed else bytearray)(bytes([n]) * size)
        for n, (size, is_fixed) in enumerate(sizes)
    ]
    back = there_and_back(["before", *map(Buffers, datas), "after"])
    assert (back[0], back[-1]) == ("before", "after")
    assert [bytes(item.data) for item in back[1:-1]] == [bytes(data) for data in datas]


def test_large_buffers_are_not_copied_into_the_pickle():
    data = bytearray(100_000)
    encoded = codec.encode([Buffers(data), Buffers(bytes(10))])
    assert encoded.buffers == 1
    assert any(getattr(part, "obj", None) is data for _, part in encoded.parts)
    assert all(start % codec.ALIGNMENT == 0 for start, part in encoded.parts[-1:])


def test_what_comes_back_can_be_written_to():
    back = there_and_back([Buffers(bytearray(10_000)), bytearray(10_000)])
    back[0].data[0] = back[1][0] = 1
    assert (back[0].data[0], back[1][0]) == (1, 1)


def test_values_that_refer_to_themselves_and_to_each_other():
    shared = [1]
    value = {"a": shared, "b": shared}
    value["self"] = value
    back = there_and_back(value)
    assert back["self"] is back
    assert back["a"] is back["b"]
    nested = []
    for _ in range(8):
        nested = [nested] * 60
    back = there_and_back(nested)
    assert back[0] is back[59]


class OwnError(Exception):
    def __init__(self, code, *, reason):
        super().__init__(reason)
        self.code = code


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a", 1),
        OSError(2, "no", "/a"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
        ImportError("no", name="a", path="/b"),
        SystemExit(3),
        StopIteration(5),
        struct.error("no"),
        OwnError(5, reason="x"),
        ExceptionGroup("several", [ValueError(1), KeyError("a")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_come_back_as_what_they_were(error):
    error.note = [1]
    error.__cause__ = KeyError("cause")
    error.__context__ = error
    back = there_and_back(error)
    assert type(back) is type(error)
    assert (str(back), repr(back.args), back.note) == (str(error), repr(error.args), [1])
    assert repr(back.__cause__) == "KeyError('cause')"
    assert back.__context__ is back
    assert back.__suppress_context__
    for name in ("code", "errno", "filename", "name", "path", "reason", "value"):
        assert getattr(back, name, None) == getattr(error, name, None)


def test_tracebacks_come_back():
    def fail():
        raise ValueError

    with pytest.raises(ValueError, match=r"^$") as raised:
        fail()
    names = []
    traceback = there_and_back(raised.value).__traceback__
    while traceback is not None:
        names.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno))
        traceback = traceback.tb_next
    assert names[-1] == ("fail", fail.__code__.co_firstlineno + 1)


def test_what_cannot_be_sent_raises():
    with pytest.raises(TypeError, match="pickle"):
        codec.encode([1, (n for n in "")])


def test_functions_in_values():
    assert there_and_back([lambda n: n + 1])[0](1) == 2
