"""The policy of retries, on its own."""

import asynclit
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backlit


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
