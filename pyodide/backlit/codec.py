"""Values as bytes: pickles, and buffers that are not copied into them."""

from __future__ import annotations

import pickle
from io import BytesIO
from struct import pack, unpack
from types import CodeType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from backlit import remote_errors
from backlit._vendor import cloudpickle
from backlit.class_state import HAS_CLASS, Unpickler
from backlit.errors import OutOfMemoryError
from backlit.interruptible_code import interruptible

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

SMALLEST_BUFFER = 4096  # smaller ones are cheaper as a part of the pickle
SMALL = 65536  # such a pickle is read in one piece
ALIGNMENT = 16

FULL = "the core's memory is full: let tasks end, and read or drop what they have left"

FIXED_SIZE = frozenset({int, float, complex, bool, type(None)})
MOST_PLAIN = 64  # a value, with all that it contains
LONGEST: dict[type, int] = {
    str: SMALLEST_BUFFER,
    bytes: SMALLEST_BUFFER,
    tuple: MOST_PLAIN,
    list: MOST_PLAIN,
    dict: MOST_PLAIN,
}


class Bytes(Protocol):
    """Bytes that JavaScript has: a `Uint8Array`."""

    length: int

    def assign(self, source: ReadableBuffer) -> None: ...
    def assign_to(self, target: WriteableBuffer) -> None: ...
    def to_bytes(self) -> bytes: ...
    def subarray(self, start: int, end: int) -> Bytes: ...


class Room(Protocol):
    """Where JavaScript makes room for the bytes of a value."""

    def create(self, size: int, buffers: int, *references: int) -> Bytes | None: ...


class Encoded(NamedTuple):
    """A value as bytes.

    Attributes:
        parts: The bytes, with the places where they start.
        size: All of them.
        buffers: How many buffers are out of band. If there are any, the lengths of the pickle and
            of each are first.
    """

    parts: list[tuple[int, ReadableBuffer]]
    size: int
    buffers: int


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]
    dispatch_table = cloudpickle.Pickler.dispatch_table.new_child()

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, BaseException):
            return remote_errors.reduce(obj)
        if type(obj) is CodeType:
            return cloudpickle.cloudpickle._code_reduce(interruptible(obj))
        return super().reducer_override(obj)


class _Pieces(list[bytes]):
    """A file that takes what is written as it is: large bytes are not copied."""

    def write(self, piece: bytes) -> int:
        self.append(piece)
        return len(piece)


def refuse(kind: type, reason: str) -> None:
    """Has instances of a class be a TypeError from now on."""

    def raise_reason(_: object) -> Any:
        raise TypeError(reason)

    _Pickler.dispatch_table[kind] = raise_reason


def dumps(value: Any) -> bytes:
    """A pickle of anything that `encode()` takes, in one piece."""
    file = BytesIO()
    _Pickler(file, protocol=5).dump(value)
    return file.getvalue()


def is_plain(value: Any) -> bool:
    """Whether a value is a small one, of nothing but simple types: `pickle` alone does then."""
    if type(value) in FIXED_SIZE:
        return True
    values = [value]
    for each in values:  # which grows
        kind = type(each)
        if kind in FIXED_SIZE:
            continue
        if kind not in LONGEST or len(each) > LONGEST[kind]:
            return False
        if kind is dict:
            values += (*each, *each.values())
        elif kind is tuple or kind is list:
            values += each
        if len(values) > MOST_PLAIN:
            return False
    return True


def encode(value: Any) -> Encoded:
    """Makes bytes of a value.

    Raises:
        Exception: What `pickle` raises for a value that cannot be pickled.
    """
    if is_plain(value):
        data = pickle.dumps(value, 5)
        return in_one_piece(data)
    pieces = _Pieces()
    buffers: list[memoryview] = []

    def keep(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < SMALLEST_BUFFER:
            return True
        buffers.append(raw)
        return False

    _Pickler(pieces, protocol=5, buffer_callback=keep).dump(value)
    parts: list[tuple[int, ReadableBuffer]] = []
    end = 0
    if buffers:
        length = sum(map(len, pieces))
        head = pack(f"<{1 + len(buffers)}I", length, *(buffer.nbytes for buffer in buffers))
        parts.append((0, head))
        end = len(head)
    for piece in pieces:
        parts.append((end, piece))
        end += len(piece)
    for buffer in buffers:
        end = _aligned(end)
        parts.append((end, buffer))
        end += buffer.nbytes
    return Encoded(parts, end, len(buffers))


def in_one_piece(data: bytes) -> Encoded:
    """A value that is bytes already: what `dumps()` gave."""
    return Encoded([(0, data)], len(data), 0)


def write(room: Room, encoded: Encoded, *references: int) -> None:
    """Leaves the bytes of a value in the core's exchange.

    Args:
        references: Payloads of the core that the value needs.

    Raises:
        OutOfMemoryError: The core's memory is full.
    """
    target = room.create(encoded.size, encoded.buffers, *references)
    if target is None:
        raise OutOfMemoryError(FULL)
    fill(target, encoded)


def fill(target: Bytes, encoded: Encoded) -> None:
    """Copies the bytes of a value to where JavaScript has room for them."""
    if len(encoded.parts) == 1:
        target.assign(encoded.parts[0][1])
        return
    for start, part in encoded.parts:
        length = memoryview(part).nbytes
        if length > 0:
            target.subarray(start, start + length).assign(part)


def decode(source: Bytes, buffers: int) -> Any:
    """The value that bytes were made of.

    Args:
        source: The bytes.
        buffers: As `Encoded.buffers`.
    """
    if buffers == 0:
        return _load(source, source.length, ())
    head = 4 * (1 + buffers)
    length, *sizes = unpack(f"<{1 + buffers}I", source.subarray(0, head).to_bytes())
    end = head + length
    copies = []
    for size in sizes:
        end = _aligned(end)
        copies.append(bytearray(size))
        source.subarray(end, end + size).assign_to(copies[-1])
        end += size
    return _load(source.subarray(head, head + length), length, copies)


def decode_all(data: bytes) -> list[Any]:
    """The values whose pickles, without buffers, are these bytes one after the other."""
    file = BytesIO(data)
    load = pickle.load if HAS_CLASS not in data else lambda file: Unpickler(file).load()
    values = []
    while file.tell() < len(data):
        values.append(load(file))
    return values


def _load(source: Bytes, length: int, buffers: Any) -> Any:
    if length > SMALL:
        return Unpickler(_Reader(source, length), buffers=buffers).load()
    data = source.to_bytes()
    if HAS_CLASS not in data:  # then it would do the same
        return pickle.loads(data, buffers=buffers)
    return Unpickler(BytesIO(data), buffers=buffers).load()


class _Reader:
    """A file from which large bytes are read to where they stay."""

    def __init__(self, source: Bytes, length: int) -> None:
        self._source = source
        self._length = length
        self._at = 0

    def _next(self, length: int) -> Bytes:
        start = self._at
        self._at = min(start + length, self._length)
        return self._source.subarray(start, self._at)

    def read(self, length: int = -1) -> bytes:
        return self._next(self._length if length < 0 else length).to_bytes()

    def readinto(self, target: Any) -> int:
        part = self._next(memoryview(target).nbytes)
        part.assign_to(target)
        return part.length

    def readline(self) -> bytes:  # the interface of pickle wants it; protocol 5 has no lines
        line = bytearray()
        while not line.endswith(b"\n") and (byte := self.read(1)):
            line += byte
        return bytes(line)


def _aligned(offset: int) -> int:
    return -(-offset // ALIGNMENT) * ALIGNMENT
