"""Code whose `try` blocks catch an interrupt of a loop that is their first statement.

CPython (seen in 3.12 to 3.14) raises what a signal handler raises, at the jump that closes a loop,
as if it came from the instruction before the loop. If that is the one of the line `try:`, the block
does not catch it. Here that instruction, which does nothing, belongs to the block.
"""

from collections.abc import Iterator
from opcode import opmap
from types import CodeType

NOP = opmap["NOP"]

Entry = tuple[int, int, int, int]


def interruptible(code: CodeType) -> CodeType:
    """The same code, with such blocks mended."""
    table = code.co_exceptiontable
    if not table:
        return code
    entries = [_mend(code.co_code, entry) for entry in _read(table)]
    return code.replace(co_exceptiontable=b"".join(map(_write, entries)))


def _mend(instructions: bytes, entry: Entry) -> Entry:
    start, length, target, depth = entry
    if start > 0 and instructions[2 * (start - 1)] == NOP:
        return start - 1, length + 1, target, depth
    return entry


# The format is told in CPython's InternalDocs/exception_handling.md: numbers in groups of six bits;
# the first byte of an entry has the highest bit.


def _read(table: bytes) -> Iterator[Entry]:
    numbers: list[int] = []
    number = 0
    for byte in table:
        number = number << 6 | byte & 63
        if not byte & 64:
            numbers.append(number)
            number = 0
        if len(numbers) == 4:
            yield numbers[0], numbers[1], numbers[2], numbers[3]
            numbers.clear()


def _write(entry: Entry) -> bytes:
    data = b"".join(map(_write_number, entry))
    return bytes([data[0] | 128]) + data[1:]


def _write_number(number: int) -> bytes:
    groups = [number & 63]
    while number := number >> 6:
        groups.append(number & 63 | 64)
    return bytes(reversed(groups))
