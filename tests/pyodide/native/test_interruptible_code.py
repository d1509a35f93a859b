"""Code that is made interruptible does what it did."""

import ast
import asyncio
import dis
import importlib
import inspect
from types import CodeType

import pytest

from backlit.interruptible_code import _read, _write, interruptible

MODULES = ["argparse", "ast", "asyncio.base_events", "contextlib", "decimal", "json.decoder"]
MODULES += ["logging", "pathlib", "pickle", "subprocess", "tarfile", "threading", "zipfile"]


def all_code(code):
    """A code object and all that are in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from all_code(constant)


def code_of(module):
    file = inspect.getsourcefile(importlib.import_module(module))
    with open(file, encoding="utf-8") as source:
        return compile(source.read(), file, "exec")


@pytest.mark.parametrize("module", MODULES)
def test_tables_of_the_standard_library_can_be_read_and_written(module):
    for code in all_code(code_of(module)):
        entries = list(_read(code.co_exceptiontable))
        assert b"".join(map(_write, entries)) == code.co_exceptiontable
        expected = [
            (entry.start // 2, (entry.end - entry.start) // 2, entry.target // 2)
            for entry in dis._parse_exception_table(code)
        ]
        assert [entry[:3] for entry in entries] == expected


@pytest.mark.parametrize("module", MODULES)
def test_only_instructions_that_do_nothing_come_into_a_block(module):
    for code in all_code(code_of(module)):
        mended = interruptible(code)
        assert mended.co_code == code.co_code
        before, after = _read(code.co_exceptiontable), _read(mended.co_exceptiontable)
        for old, new in zip(before, after, strict=True):
            assert new[2:] == old[2:]
            assert new[0] + new[1] == old[0] + old[1]
            added = code.co_code[2 * new[0] : 2 * old[0] : 2]
            assert set(added) <= {dis.opmap["NOP"]}


def test_functions_behave_as_before():
    source = inspect.getsource(ast)
    namespace = {"__name__": "mended_ast"}
    exec(interruptible_all(compile(source, "ast.py", "exec")), namespace)
    text = "try:\n    a = [b for b in c if d]\nfinally:\n    with e as f:\n        pass"
    assert namespace["unparse"](namespace["parse"](text)) == text


def interruptible_all(code):
    constants = [
        interruptible_all(each) if isinstance(each, CodeType) else each for each in code.co_consts
    ]
    return interruptible(code.replace(co_consts=tuple(constants)))


def test_an_error_in_the_first_loop_of_a_block_is_caught():
    def job(error):
        try:
            while True:
                raise error
        except ValueError:
            return "caught"
        finally:
            assert True

    job.__code__ = interruptible(job.__code__)
    assert job(ValueError()) == "caught"
    with pytest.raises(asyncio.CancelledError):
        job(asyncio.CancelledError())
