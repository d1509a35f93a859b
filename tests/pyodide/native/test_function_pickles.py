"""A function's pickle is used again only if a new one would be the same."""

import math
from unittest.mock import patch

import pytest

from backlit import codec
from backlit._vendor import cloudpickle
from backlit.function_pickles import FunctionPickles


def define(source, **names):
    """What a script defines that is run: functions of a module that cannot be imported."""
    names["__name__"] = "__main__"
    exec(source, names)
    return names


@pytest.fixture
def pickles():
    return FunctionPickles()


def made(pickles, function):
    """How often a pickle of the function is made, and what it does."""
    with patch.object(codec, "dumps", wraps=codec.dumps) as dumps:
        data = pickles.of(function)
    return dumps.call_count, cloudpickle.loads(data)


@pytest.mark.parametrize(
    "source",
    [
        "def job(): return 1",
        "def job(a=1, *, b=(2, 'x')): return a, b",
        "n = 5\ndef job(): return n",
        "import math\ndef job(): return math.pi",
        "def helper(): return 2\ndef job(): return helper()",
        "def job(n=3): return n and job(n - 1)",
        "def outer(n):\n def job(): return n\n return job\njob = outer(3)",
        "job = lambda: None",
    ],
)
def test_a_function_that_cannot_have_changed_is_pickled_once(pickles, source):
    job = define(source)["job"]
    assert made(pickles, job)[0] == 1
    count, copy = made(pickles, job)
    assert count == 0
    assert copy() == job()


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("n = 1\ndef job(): return n", "n = 2"),
        ("n = [1]\ndef job(): return n", "n.append(2)"),
        ("n = {}\ndef job(): return n", "n['a'] = 1"),
        ("def job(n=1): return n", "job.__defaults__ = (2,)"),
        ("def job(*, n=1): return n", "job.__kwdefaults__ = {'n': 2}"),
        ("def job(n=[]): return n", "job.__defaults__[0].append(1)"),
        ("def job(): return job.n\njob.n = 1", "job.n = 2"),
        ("def helper(): return 1\ndef job(): return helper()", "def helper(): return 2"),
        ("n = 1\ndef helper(): return n\ndef job(): return helper()", "n = 2"),
        ("n = (1, [2])\ndef job(): return n", "n[1].append(3)"),
        ("class A: n = 1\ndef job(): return A.n", "A.n = 2"),
        ("class A: pass\na = A()\na.n = 1\ndef job(): return a.n", "a.n = 2"),
        ("def outer(n):\n def job(): return n\n return job\njob = outer([])", "job().append(2)"),
        ("def job(): return n", "n = 1"),
        ("import math\nn = math\ndef job(): return n.pi", "n = type('N', (), {'pi': 3})"),
        ("def job(): return 1", "job.__code__ = (lambda: 2).__code__"),
    ],
)
def test_whatever_changes_is_seen(pickles, source, change):
    names = define(source)
    for _ in range(2):
        pickles.of(names["job"])
    exec(change, names)
    _, copy = made(pickles, names["job"])
    assert copy() == names["job"]()
    assert repr(copy()) == repr(names["job"]())


def test_a_variable_of_a_closure_that_changes_is_seen(pickles):
    n = 1

    def job():
        return n

    pickles.of(job)
    n = 2
    assert made(pickles, job)[1]() == 2


def test_equal_scripts_give_equal_bytes(pickles):
    source = "n = 5\ndef helper(a): return a * n\ndef job(b=2): return helper(b)"
    first, second = (define(source)["job"] for _ in range(2))
    assert pickles.of(first) == pickles.of(second)


def test_functions_of_modules_go_by_their_names(pickles):
    assert len(pickles.of(math.sqrt)) < 100
    assert b"there_and_back" not in pickles.of(define)


def test_not_all_functions_are_remembered_for_ever(pickles):
    for n in range(1000):
        pickles.of(define(f"def job(): return {n}")["job"])
    assert len(pickles._known) <= 256
