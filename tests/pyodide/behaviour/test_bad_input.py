"""Wrong values are named, with the remedy, where they are given."""

import pickle

import pytest
from waiting import ended

import backlit

pytestmark = pytest.mark.everywhere


def test_what_is_no_function_is_refused_by_run():
    with pytest.raises(TypeError, match=r"run\(5\): give a function"):
        backlit.run(5)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"executor": "gpu"}, ValueError),
        ({"priority": "urgent"}, ValueError),
        ({"timeout": 0}, ValueError),
        ({"timeout": float("nan")}, ValueError),
        ({"timeout": "5"}, TypeError),
        ({"cancel_grace": -1}, ValueError),
        ({"cancel_grace": "1"}, TypeError),
        ({"retry": {"max_attempts": 3}}, TypeError),
        ({"name": 5}, TypeError),
    ],
)
def test_options_are_checked(options, error):
    (name, value), *_ = options.items()
    with pytest.raises(error, match=f"{name}={value!r}".replace("{", r"\{")):
        backlit.options(**options)


def test_an_unknown_option_is_an_error():
    with pytest.raises(TypeError, match="deadline"):
        backlit.options(deadline=5)


def test_a_negative_number_of_completed_tasks_is_refused():
    with pytest.raises(ValueError, match="max_completed=-1"):
        backlit.TaskManager(max_completed=-1)


async def test_a_task_cannot_be_pickled():
    with pytest.raises(TypeError, match="keep its id"):
        pickle.dumps(await ended(backlit.run(int)))


async def test_options_serve_many_tasks():
    named = backlit.options(name="load", executor="local")
    manager = backlit.TaskManager()
    task = named.run(divmod, 7, 2, manager=manager)
    assert ((await ended(task)).result, task.name, manager.get(task.id)) == ((3, 1), "load", task)
    assert "'load'" in repr(task)
    calls = []
    policy = backlit.RetryPolicy(max_attempts=2)
    assert (await ended(named.run(calls.append, retry=policy))).attempts == 2
