"""What can be run: each task gets a fresh copy of its function."""

import asyncio
import functools
import gc
import math
import operator
import weakref

import pytest
from waiting import ended

import backlit

factor = 2


class Counter:
    """A class of a script: workers get it by value."""

    def __init__(self, start=0):
        self.count = start

    def add(self, more=1):
        self.count += more
        return self.count

    @classmethod
    def named(cls):
        return cls.__name__

    @staticmethod
    def twice(n):
        return 2 * n

    def __call__(self, n):
        return self.add(n)

    def __eq__(self, other):
        return type(other) is type(self) and other.count == self.count

    __hash__ = None


async def result(function, *args, **kwargs):
    return (await ended(backlit.run(function, *args, **kwargs))).result


@pytest.fixture
def script():
    """A namespace as a script has it: its module is one that cannot be imported."""
    names = {"__name__": "__main__"}

    def define(source):
        exec(source, names)
        return names

    return define


async def test_lambdas_and_closures():
    n = 3
    assert await result(lambda a: a * n, 2) == 6


async def test_nested_and_recursive_functions():
    def factorial(n):
        return 1 if n < 2 else n * factorial(n - 1)

    def is_even(n):
        return n == 0 or is_odd(n - 1)

    def is_odd(n):
        return n != 0 and is_even(n - 1)

    assert await result(factorial, 10) == math.factorial(10)
    assert await result(is_even, 10) is True


async def test_decorated_functions():
    def doubled(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return 2 * function(*args, **kwargs)

        return wrapper

    @doubled
    def add(a, b=1):
        return a + b

    assert await result(add, 1) == 4


async def test_methods():
    counter = Counter(5)
    assert await result(counter.add, more=2) == 7
    assert await result(counter, 3) == 8
    assert await result(Counter.named) == "Counter"
    assert await result(Counter.twice, 4) == 8
    assert counter.count == 5
    assert await result(str.upper, "a") == "A"
    assert await result("-".join, "ab") == "a-b"
    assert await result([3, 1, 2].index, 2) == 2


async def test_partials_and_other_callables():
    assert await result(functools.partial(pow, 2), 5) == 32
    assert await result(functools.partial(lambda a, b: a - b, b=1), 5) == 4
    assert await result(operator.itemgetter(1), "ab") == "b"
    assert await result(Counter, 4) == Counter(4)
    assert await result(math.sqrt, 9) == 3.0


async def test_defaults_and_keywords():
    def job(a, b=[1], *rest, c, d=(2,), **more):  # noqa: B006
        return a, b, rest, c, d, more

    assert await result(job, 0, c=3) == (0, [1], (), 3, (2,), {})
    assert await result(job, 0, 1, 2, c=3, d=4, e=5) == (0, 1, (2,), 3, 4, {"e": 5})


async def test_keywords_that_run_has_too():
    def job(func, name="none"):
        return func, name

    assert await result(job, func=1, name=2) == (1, 2)


@pytest.mark.parametrize(
    "make",
    [
        lambda function: function,
        lambda function: functools.partial(function, b=3),
        lambda function: type("Callable", (), {"__call__": lambda _, *args: function(*args)})(),
    ],
)
async def test_coroutine_functions(make):
    async def add(a, b=3):
        await asyncio.sleep(0)
        return a + b

    if isinstance(make(add), functools.partial) or make(add) is add:
        assert await result(make(add), 1) == 4


async def test_objects_whose_call_is_a_coroutine_function():
    class Adder:
        async def __call__(self, a):
            await asyncio.sleep(0)
            return a + 1

        async def add(self, a):
            await asyncio.sleep(0)
            return a + 2

    assert await result(Adder(), 1) == 2
    assert await result(Adder().add, 1) == 3


async def test_what_a_script_defines(script):
    names = script("""
from dataclasses import dataclass
import enum

class Color(enum.Enum):
    RED = 1

@dataclass
class Point:
    x: int
    color: Color

def helper(point):
    return Point(point.x + 1, Color.RED)

def job(point):
    return helper(point)
""")
    point = await result(names["job"], names["Point"](1, names["Color"].RED))
    assert type(point) is names["Point"]
    assert point.x == 2
    assert point.color is names["Color"].RED


async def test_a_script_that_runs_again_uses_its_new_functions(script):
    source = "n = {}\ndef helper(): return n\ndef job(): return helper()"
    for n in (1, 2):
        names = script(source.format(n))
        assert await result(names["job"]) == n
        assert await result(names["job"]) == n


async def test_a_script_that_runs_again_leaves_nothing_of_its_earlier_runs():
    class Large:
        """What a script has loaded."""

    runs = []
    for _ in range(3):
        names = {"__name__": "__main__", "large": Large()}
        exec("def job(n):\n    return n + 1", names)
        runs.append(weakref.ref(names["large"]))
        assert await result(names["job"], 1) == 2
    gc.collect()
    assert [run() is not None for run in runs] == [False, False, True]


async def test_globals_changed_between_two_runs_are_seen(script):
    names = script("n = 1\nlist_ = [1]\ndef job(): return n, list_")
    assert await result(names["job"]) == (1, [1])
    names["n"] = 2
    assert await result(names["job"]) == (2, [1])
    names["list_"].append(2)
    assert await result(names["job"]) == (2, [1, 2])
    names["n"] = {"a": [1]}
    assert await result(names["job"]) == ({"a": [1]}, [1, 2])
    names["n"]["a"].append(2)
    assert await result(names["job"]) == ({"a": [1, 2]}, [1, 2])


async def test_cells_defaults_and_attributes_changed_between_two_runs_are_seen():
    n = 1

    def job(default=1):
        return n, default, job.__dict__.get("more")

    assert await result(job) == (1, 1, None)
    n = 2
    assert await result(job) == (2, 1, None)
    job.__defaults__ = (3,)
    assert await result(job) == (2, 3, None)
    job.more = 4
    assert await result(job) == (2, 3, 4)


async def test_a_helper_changed_between_two_runs_is_seen(script):
    names = script("def helper(): return 1\ndef job(): return helper()")
    assert await result(names["job"]) == 1
    script("def helper(): return 2")
    assert await result(names["job"]) == 2


async def test_what_a_task_changes_the_next_one_does_not_see(script):
    names = script("""
n = 0
list_ = []
def job(default=[]):
    global n
    n += 1
    list_.append(n)
    default.append(n)
    return n, len(list_), len(default)
""")
    for _ in range(3):
        assert await result(names["job"]) == (1, 1, 1)
    assert (names["n"], names["list_"]) == (0, [])


async def test_what_a_coroutine_changes_the_next_one_does_not_see():
    calls = []

    async def job():
        calls.append(1)
        await asyncio.sleep(0.01)
        return len(calls)

    tasks = [backlit.run(job) for _ in range(3)]
    assert await asyncio.gather(*tasks) == [1, 1, 1]


async def test_arguments_are_copies():
    def job(values):
        values.append(1)
        return values

    values = []
    assert await result(job, values) == [1]
    assert await result(job, values) == [1]
    assert values == []


async def test_attempts_share_the_function_and_its_arguments():
    calls = []

    def flaky(seen):
        calls.append(1)
        seen.append(1)
        if len(calls) < 3:
            raise ValueError
        return len(calls), len(seen)

    async def flaky_later(seen):
        await asyncio.sleep(0)
        return flaky(seen)

    policy = backlit.RetryPolicy(max_attempts=5)
    assert await result(flaky, [], retry=policy) == (3, 3)
    assert await result(flaky_later, [], retry=policy) == (3, 3)
    assert calls == []


async def test_a_generator_as_a_result_is_refused_with_a_reason():
    def numbers():
        yield 1

    task = await ended(backlit.run(numbers))
    assert isinstance(task.error, TypeError)
    assert "the result" in str(task.error)
    assert "generator" in str(task.error)


async def test_an_argument_that_cannot_be_sent_is_named_at_the_call():
    numbers = (n for n in range(3))
    with pytest.raises(TypeError, match=r"argument 2.*generator.*executor='local'"):
        backlit.run(print, 1, numbers)
    with pytest.raises(TypeError, match=r"argument 'values'|argument values"):
        backlit.run(print, values=numbers)


async def test_a_function_that_cannot_be_sent_is_refused_at_the_call():
    import js

    def job():
        return js.document, numbers

    numbers = (n for n in range(3))
    with pytest.raises(TypeError, match=r"cannot be sent to a worker.*executor='local'"):
        backlit.run(job)
    with pytest.raises(TypeError, match=r"run\(5\): give a function"):
        backlit.run(5)


async def test_modules_are_found_by_name():
    import json

    def job():
        return json.dumps([math.pi > 3, factor])

    assert await result(job) == "[true, 2]"
