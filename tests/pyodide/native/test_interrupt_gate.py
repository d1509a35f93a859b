"""An interrupt meets the function that it is for, and nothing else."""

import asyncio
import sys
import threading
import time

import pytest
from conditions import wait_for

from backlit.threads.interrupt_gate import InterruptGate


def waits_in(thread, name):
    """Whether a thread stands still in a function of this name."""
    places = set()
    for _ in range(20):
        frame = sys._current_frames()[thread.ident]
        places.add((frame.f_code.co_name, frame.f_lasti))
        time.sleep(0.001)
    return len(places) == 1 and places.pop()[0] == name


def test_what_is_interrupted_before_it_begins_is_not_called():
    gate, calls = InterruptGate(), []
    assert gate.interrupt() is True
    assert gate.interrupt() is False
    with pytest.raises(asyncio.CancelledError):
        gate.run(lambda: calls.append(1))
    assert calls == []


def test_an_interrupt_is_sent_once():
    gate, begun = InterruptGate(), threading.Event()
    caught = []

    def spin():
        try:
            begun.set()
            while True:
                pass
        except asyncio.CancelledError:
            caught.append([gate.interrupt() for _ in range(3)])
            return sum(n for n in range(10_000))

    results = []
    thread = threading.Thread(target=lambda: results.append(gate.run(spin)))
    thread.start()
    begun.wait()
    assert gate.interrupt()
    thread.join()
    assert (caught, results) == ([[False] * 3], [49_995_000])


def test_an_interrupt_that_comes_at_the_end_is_taken_back():
    gate, ready, go = InterruptGate(), threading.Event(), threading.Event()
    outcomes = []

    def job():
        ready.set()
        go.wait()
        return "result"

    def work():
        try:
            outcomes.append(gate.run(job))
            outcomes.append(sum(n for n in range(10_000)))
        except asyncio.CancelledError:
            outcomes.append("interrupted")

    thread = threading.Thread(target=work)
    thread.start()
    ready.wait()
    held = gate._lock
    with held:  # for which the gate's end waits
        go.set()
        wait_for(lambda: waits_in(thread, "_shut"))
        gate._lock = threading.Lock()
        assert gate.interrupt()
    thread.join()
    assert outcomes == ["result", 49_995_000]
