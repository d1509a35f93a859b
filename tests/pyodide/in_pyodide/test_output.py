"""What tasks print is printed by their client."""

import asyncio
import sys

from waiting import ended

import backlit


async def test_prints_of_a_function_are_there_when_its_end_is_seen(capsys):
    def job():
        print("one")
        print("two", "three", sep="-")
        print("wrong", file=sys.stderr)
        print("no end", end="")

    await ended(backlit.run(job))
    assert capsys.readouterr() == ("one\ntwo-three\nno end", "wrong\n")


async def test_prints_of_a_coroutine(capsys):
    async def job():
        print("one")
        await asyncio.sleep(0.01)
        print("two")

    await ended(backlit.run(job))
    assert capsys.readouterr().out == "one\ntwo\n"


async def test_prints_are_seen_while_the_function_runs(capsys):
    def job():
        print("a line")
        print("part of a line", end="", flush=True)
        backlit.sleep(3600)

    task = backlit.run(job)
    seen = ""
    while "part" not in seen:
        _ = task.attempts
        seen += capsys.readouterr().out
        await asyncio.sleep(0.001)
    assert seen == "a line\npart of a line"
    task.cancel()
    await ended(task)


async def test_many_lines_keep_their_order(capsys):
    def job():
        for n in range(5000):
            print(n)

    await ended(backlit.run(job))
    assert capsys.readouterr().out == "".join(f"{n}\n" for n in range(5000))


async def test_interleaved_coroutines_keep_their_lines_whole(capsys):
    async def job(name):
        for _ in range(10):
            print(name, end="")
            await asyncio.sleep(0)
            print("!")

    await asyncio.gather(*(backlit.run(job, name) for name in "ab"))
    lines = capsys.readouterr().out.splitlines()
    assert sorted(lines) == ["a!"] * 10 + ["b!"] * 10


async def test_prints_of_a_task_that_fails_or_is_retried(capsys):
    calls = []

    def job():
        calls.append(1)
        print("attempt", len(calls))
        raise ValueError

    await ended(backlit.run(job, retry=backlit.RetryPolicy(max_attempts=2)))
    assert capsys.readouterr().out == "attempt 1\nattempt 2\n"


async def test_prints_go_to_whatever_the_client_s_stream_is_then(monkeypatch):
    class Lines(list):
        def write(self, text):
            self.append(text)

        def flush(self):
            pass

    lines = Lines()
    monkeypatch.setattr(sys, "stdout", lines)
    await ended(backlit.run(print, "here"))
    assert lines == ["here\n"]


async def test_other_ways_to_write(capsys):
    def job():
        sys.stdout.write("written\n")
        sys.stdout.writelines(["a\n", "b\n"])
        print("grüße 🙂")
        return sys.stdout.writable(), sys.stdout.isatty(), sys.stdout.encoding

    task = await ended(backlit.run(job))
    assert task.result == (True, False, "utf-8")
    assert capsys.readouterr().out == "written\na\nb\ngrüße 🙂\n"


async def test_warnings_and_logging_go_to_the_standard_error(capsys):
    def job():
        import logging
        import warnings

        warnings.warn("take care", stacklevel=1)
        logging.warning("logged")

    await ended(backlit.run(job))
    err = capsys.readouterr().err
    assert "UserWarning: take care" in err
    assert "WARNING:root:logged" in err


async def test_an_empty_print_and_a_line_in_pieces(capsys):
    def job():
        print()
        for piece in "abc":
            print(piece, end="")
        print()

    await ended(backlit.run(job))
    assert capsys.readouterr().out == "\nabc\n"
