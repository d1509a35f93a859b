"""What a function raises arrives as what it was."""

import asyncio
import sys
import traceback

import pytest
from waiting import ended

import backlit


async def error_of(function, *args):
    task = await ended(backlit.run(function, *args))
    assert task.status is backlit.TaskStatus.ERROR
    return task.error


def fail(error):
    raise error


async def fail_later(error):
    await asyncio.sleep(0)
    raise error


class OwnError(Exception):
    """Cannot be made again from its `args` alone."""

    def __init__(self, code, *, reason):
        super().__init__(f"{reason} ({code})")
        self.code = code
        self.reason = reason


BUILT_IN = [
    ValueError("no", 1, [2]),
    KeyError("name"),
    OSError(2, "No such file", "/a"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    StopIteration(5),
    SystemExit(3),
    KeyboardInterrupt(),
    GeneratorExit(),
    ImportError("no module", name="a", path="/a"),
    AttributeError("no attribute", name="b"),
    BaseException(1),
]


@pytest.mark.parametrize("error", BUILT_IN, ids=lambda error: type(error).__name__)
async def test_built_in_errors(error):
    arrived = await error_of(fail, error)
    assert type(arrived) is type(error)
    assert arrived.args == error.args
    assert str(arrived) == str(error)
    for name in ("errno", "filename", "object", "reason", "value", "code", "name", "path"):
        assert getattr(arrived, name, None) == getattr(error, name, None)


@pytest.mark.parametrize("error", [KeyError("a"), SystemExit(3), KeyboardInterrupt()], ids=repr)
async def test_a_coroutine_s_errors(error):
    if isinstance(error, KeyError):
        arrived = await error_of(fail_later, error)
        assert (type(arrived), arrived.args) == (type(error), error.args)


async def test_errors_with_an_init_of_their_own():
    error = await error_of(fail, OwnError(5, reason="broken"))
    assert type(error) is OwnError
    assert (error.code, error.reason, str(error)) == (5, "broken", "broken (5)")


async def test_errors_of_a_class_that_only_the_function_knows():
    class LocalError(ValueError):
        def __init__(self, code):
            super().__init__()
            self.code = code

    def job():
        raise LocalError(5)

    error = await error_of(job)
    assert type(error) is LocalError
    assert error.code == 5


async def test_the_class_of_an_error_that_the_function_defines_is_its_own():
    def job():
        class LocalError(ValueError):
            pass

        raise LocalError("no")

    error = await error_of(job)
    assert type(error).__name__ == "LocalError"
    assert isinstance(error, ValueError)
    assert str(error) == "no"


async def test_attributes_and_notes():
    def job():
        error = ValueError("no")
        error.details = {"a": [1]}
        error.add_note("a note")
        raise error

    error = await error_of(job)
    assert error.details == {"a": [1]}
    assert error.__notes__ == ["a note"]


async def test_causes_and_contexts():
    def job():
        try:
            {}["a"]
        except KeyError as error:
            try:
                raise ValueError("cause") from None
            except ValueError as cause:
                del error
                raise RuntimeError("outer") from cause

    error = await error_of(job)
    cause = error.__cause__
    assert (type(cause), str(cause)) == (ValueError, "cause")
    assert error.__context__ is cause
    assert error.__suppress_context__
    assert (type(cause.__context__), cause.__suppress_context__) == (KeyError, True)


async def test_an_error_that_is_its_own_cause():
    def job():
        error = ValueError("no")
        error.__cause__ = error
        error.self = error
        raise error

    error = await error_of(job)
    assert error.__cause__ is error
    assert error.self is error


async def test_groups():
    def job():
        raise ExceptionGroup("several", [ValueError("a"), ExceptionGroup("b", [KeyError("c")])])

    error = await error_of(job)
    assert isinstance(error, ExceptionGroup)
    assert error.message == "several"
    first, second = error.exceptions
    assert (type(first), str(first)) == (ValueError, "a")
    assert isinstance(second.exceptions[0], KeyError)
    assert error.subgroup(KeyError) is not None


@pytest.mark.parametrize("function", [fail, fail_later])
async def test_the_traceback_tells_where_it_was_raised(function):
    error = await error_of(function, ValueError("no"))
    frames = traceback.extract_tb(error.__traceback__)
    assert [frame.name for frame in frames] == [function.__name__]
    assert frames[0].filename == __file__
    assert frames[0].lineno == function.__code__.co_firstlineno + (1 if function is fail else 2)
    assert "raise error" in "".join(traceback.format_exception(error))


async def test_the_traceback_has_all_frames_of_the_function_also_of_its_cause():
    def inner():
        return 1 / 0

    def outer():
        try:
            inner()
        except ZeroDivisionError as error:
            raise ValueError from error

    error = await error_of(outer)
    assert [frame.name for frame in traceback.extract_tb(error.__traceback__)] == ["outer"]
    cause = traceback.extract_tb(error.__cause__.__traceback__)
    assert [frame.name for frame in cause] == ["outer", "inner"]


async def test_raising_it_again_adds_where_it_was_read():
    task = await ended(backlit.run(fail, ValueError("no")))
    with pytest.raises(ValueError, match="no") as raised:
        _ = task.result
    assert "fail" in [entry.name for entry in raised.traceback]


async def test_an_error_that_cannot_be_sent_arrives_as_its_text():
    def job():
        error = ValueError("the text")
        error.numbers = (n for n in range(3))
        raise error

    error = await error_of(job)
    assert type(error) is backlit.RemoteError
    assert str(error) == "ValueError: the text"
    assert traceback.extract_tb(error.__traceback__)[-1].name == "job"


async def test_an_error_that_cannot_be_rebuilt_arrives_as_its_text():
    def job():
        class StubbornError(Exception):
            def __reduce__(self):
                return int, ("no number",)

        raise StubbornError("the text")

    error = await error_of(job)
    assert type(error) is backlit.RemoteError
    assert str(error).endswith("StubbornError: the text")


async def test_an_error_whose_text_cannot_be_made():
    def job():
        class SilentError(Exception):
            def __str__(self):
                raise RuntimeError("no text")

            def __reduce__(self):
                raise RuntimeError("no pickle")

        raise SilentError

    error = await error_of(job)
    assert type(error) is backlit.RemoteError
    assert "SilentError" in str(error)


async def test_a_result_that_cannot_be_sent_is_a_type_error():
    error = await error_of(lambda: (n for n in range(3)))
    assert isinstance(error, TypeError)
    assert "the result" in str(error)


async def test_progress_that_cannot_be_sent_is_a_type_error_of_the_function():
    def job():
        try:
            backlit.progress(n for n in range(3))
        except TypeError as error:
            return str(error)

    task = await ended(backlit.run(job))
    assert "the progress value" in task.result


async def test_a_result_that_cannot_be_rebuilt_is_told_when_it_is_read():
    class Broken:
        def __reduce__(self):
            return int, ("no number",)

    def job():
        return Broken()

    task = await ended(backlit.run(job))
    for _ in range(2):
        with pytest.raises(backlit.RemoteError, match="no number"):
            _ = task.result
    assert (task.status, task.error) == (backlit.TaskStatus.DONE, None)


async def test_too_deep_a_recursion_is_an_error():
    def deeper(n):
        return deeper(n + 1) + 1

    error = await error_of(deeper, 0)
    assert isinstance(error, RecursionError)
    assert traceback.extract_tb(error.__traceback__)[0].name == "deeper"
    assert (await ended(backlit.run(int))).result == 0


async def test_memory_that_is_not_there_is_an_error():
    error = await error_of(lambda: bytes(sys.maxsize))
    assert isinstance(error, MemoryError | OverflowError)


async def test_the_worker_goes_on_after_an_exit():
    for _ in range(3):
        assert isinstance(await error_of(sys.exit, 3), SystemExit)
    assert (await ended(backlit.run(int))).result == 0


async def test_a_filter_decides_in_the_worker():
    def is_temporary(error):
        return error.code < 3

    calls = []

    def job():
        calls.append(1)
        raise OwnError(len(calls), reason="x")

    policy = backlit.RetryPolicy(max_attempts=9, retry_on=(OwnError,), retry_if=is_temporary)
    task = await ended(backlit.run(job, retry=policy))
    assert (task.attempts, task.error.code) == (3, 3)
