"""What a manager keeps, and for how long."""

import threading

import asynclit
import pytest
from conditions import ended
from hypothesis import given, settings
from hypothesis import strategies as st

import backlit

# Each step submits a task that ends at once or stays under way, lets one of those end, gives a task
# a name, or cleans up.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("submit"), st.booleans()),
        st.tuples(st.just("release"), st.integers(0, 5)),
        st.tuples(st.just("name"), st.integers(0, 5), st.sampled_from("ab")),
        st.tuples(st.just("cleanup")),
    ),
    max_size=25,
)


def replay(library, most, steps):
    """What a manager shows after each of the steps: which tasks it has, what it let go."""
    manager = library.TaskManager(max_completed=most)
    tasks, gates, shown = [], [], []
    try:
        for kind, *details in steps:
            removed = None
            if kind == "submit":
                gate = threading.Event()
                gates.append(gate)
                tasks.append(manager.submit(gate.wait))
                if details[0]:
                    gate.set()
                    ended(tasks[-1])
            elif kind == "release" and details[0] < len(tasks):
                gates[details[0]].set()
                ended(tasks[details[0]])
            elif kind == "name" and details[0] < len(tasks):
                manager.register_global(tasks[details[0]], details[1])
            elif kind == "cleanup":
                removed = manager.cleanup()
            kept = [manager.get(task.id) is task for task in tasks]
            named = [tasks.index(task) if task else None for task in map(manager.get, NAMES)]
            shown.append((removed, kept, named))
    finally:
        for gate in gates:
            gate.set()
        for task in tasks:
            ended(task)
    return shown


NAMES = ["global:a", "global:b"]


@pytest.mark.parametrize("most", [0, 1, 3])
@settings(max_examples=30, deadline=None)
@given(steps=STEPS)
def test_both_keep_and_let_go_of_the_same_tasks(most, steps):
    assert replay(backlit, most, steps) == replay(asynclit, most, steps)
