"""The ids of tasks."""

import os
import random
import subprocess
import sys
from uuid import RFC_4122, UUID

import pytest

from backlit import task_id


def test_they_are_uuids_of_version_4():
    ids = {task_id.new() for _ in range(100)}
    assert len(ids) == 100
    for each in map(UUID, ids):
        assert str(each) in ids
        assert (each.version, each.variant) == (4, RFC_4122)


def test_a_seed_of_the_program_does_not_repeat_them():
    ids = []
    for _ in range(2):
        random.seed(1)
        ids.append(task_id.new())
    assert ids[0] != ids[1]


FORK = """
import os
from backlit import task_id
child = os.fork()
print(task_id.new(), flush=True)
if child:
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no such system")
def test_a_forked_process_has_others():
    done = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, check=True)
    ids = done.stdout.split()
    assert len(set(ids)) == 2
