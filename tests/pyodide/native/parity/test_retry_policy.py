"""Retries, and the policy on its own."""

import asynclit
import pytest
from conditions import ended
from hypothesis import given
from hypothesis import strategies as st

import backlit

BOTH = pytest.mark.parametrize("kind", ["plain", "coroutine"])


def flaky(kind, calls, error=ValueError, until=3):
    def plain():
        calls.append(1)
        if len(calls) < until:
            raise error("not yet")
        return "at last"

    async def coroutine():
        return plain()

    return plain if kind == "plain" else coroutine


@BOTH
def test_a_task_is_retried_until_it_succeeds(library, kind):
    calls = []
    policy = library.RetryPolicy(max_attempts=5)
    assert ended(library.run(flaky(kind, calls), retry=policy)).result == "at last"
    assert len(calls) == 3


@BOTH
def test_the_last_error_is_the_task_s(library, kind):
    calls = []
    policy = library.RetryPolicy(max_attempts=2)
    task = ended(library.run(flaky(kind, calls), retry=policy))
    assert (task.status, len(calls)) == (library.TaskStatus.ERROR, 2)
    assert str(task.error) == "not yet"


@pytest.mark.parametrize(
    ("fields", "attempts"),
    [
        ({"retry_on": (KeyError,)}, 1),
        ({"retry_on": (KeyError, ValueError)}, 3),
        ({"retry_on": ValueError}, 3),
        ({"retry_if": lambda error: "yet" in str(error)}, 3),
        ({"retry_if": lambda _: False}, 1),
        ({"max_elapsed": 1e-9}, 1),
        ({"max_elapsed": 3600}, 3),
    ],
)
def test_the_policy_says_which_errors_are_retried(library, fields, attempts):
    calls = []
    policy = library.RetryPolicy(max_attempts=5, **fields)
    ended(library.run(flaky("plain", calls), retry=policy))
    assert len(calls) == attempts


def test_what_a_filter_raises_is_the_task_s_error(library):
    def broken(_):
        raise KeyError("the filter")

    policy = library.RetryPolicy(max_attempts=5, retry_if=broken)
    assert isinstance(ended(library.run(flaky("plain", []), retry=policy)).error, KeyError)


def test_the_filter_is_asked_about_the_last_error_too(library):
    asked = []
    policy = library.RetryPolicy(max_attempts=2, retry_if=lambda _: asked.append(1) or True)
    ended(library.run(flaky("plain", []), retry=policy))
    assert len(asked) == 2


def test_submit_takes_a_policy_too(library):
    policy = library.RetryPolicy(max_attempts=5)
    task = library.TaskManager().submit(flaky("plain", []), retry=policy)
    assert ended(task).result == "at last"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("max_attempts", 0, "RetryPolicy.max_attempts must be >= 1"),
        ("base_delay", -1, "RetryPolicy.base_delay must be >= 0"),
        ("max_delay", -1, "RetryPolicy.max_delay must be >= 0"),
        ("multiplier", 0.5, "RetryPolicy.multiplier must be >= 1"),
        ("jitter", 1.5, r"RetryPolicy.jitter must be in \[0, 1\]"),
        ("max_elapsed", 0, "RetryPolicy.max_elapsed must be > 0 when set"),
    ],
)
def test_wrong_values_are_named(library, field, value, message):
    with pytest.raises(ValueError, match=message):
        library.RetryPolicy(**{field: value})


def test_a_policy_cannot_be_changed_and_is_equal_to_its_like(library):
    policy = library.RetryPolicy(max_attempts=3)
    assert policy == library.RetryPolicy(max_attempts=3)
    with pytest.raises(AttributeError):
        policy.max_attempts = 4
    with pytest.raises(ValueError, match="attempt_index must be >= 0"):
        policy.delay_for_attempt(-1)


def test_time_that_has_elapsed(library):
    policy = library.RetryPolicy(max_elapsed=100)
    assert not policy.exceeded_elapsed(policy.start_time())
    assert policy.exceeded_elapsed(policy.start_time() - 100)
    assert not library.RetryPolicy().exceeded_elapsed(0)


@given(
    base=st.floats(0, 1e6),
    most=st.floats(0, 1e6),
    multiplier=st.floats(1, 10),
    index=st.integers(0, 200),
)
def test_delays_without_jitter_are_the_same_in_both(base, most, multiplier, index):
    fields = {"base_delay": base, "max_delay": most, "multiplier": multiplier}
    ours = backlit.RetryPolicy(**fields).delay_for_attempt(index)
    assert ours == asynclit.RetryPolicy(**fields).delay_for_attempt(index)


@given(
    base=st.floats(0, allow_infinity=False),
    most=st.floats(0, allow_infinity=False),
    multiplier=st.floats(1, allow_infinity=False),
    jitter=st.floats(0, 1),
    index=st.integers(0, 65_535),
)
def test_any_delay_is_within_its_bounds(base, most, multiplier, jitter, index):
    policy = backlit.RetryPolicy(
        base_delay=base, max_delay=most, multiplier=multiplier, jitter=jitter
    )
    assert 0 <= policy.delay_for_attempt(index) <= most * (1 + jitter)


@given(base=st.floats(0, 100), multiplier=st.floats(1, 3), index=st.integers(0, 20))
def test_delays_never_shrink(base, multiplier, index):
    policy = backlit.RetryPolicy(base_delay=base, multiplier=multiplier)
    assert policy.delay_for_attempt(index) <= policy.delay_for_attempt(index + 1)
