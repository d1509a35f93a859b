"""Cron expressions, against APScheduler's, whose rules they follow."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from backlit.crontab import MONTHS, WEEKDAYS, Crontab


def field(least, most, names=()):
    """Parts of a field of an expression that can be read, joined by commas."""
    number = st.integers(least, most)
    span = st.tuples(number, number).map(sorted)
    steps = st.integers(1, most - least)
    parts = [
        st.just("*"),
        steps.map("*/{}".format),
        number.map(str),
        span.map(lambda ends: f"{ends[0]}-{ends[1]}"),
        span.filter(lambda ends: ends[1] - ends[0] > 3).map(lambda ends: f"{ends[0]}-{ends[1]}/3"),
        st.integers(least, most - 3).map("{}/3".format),
    ]
    if names:
        parts.append(st.sampled_from(names))
        parts.append(st.just(f"{names[1]}-{names[3].upper()}"))
    return st.lists(st.one_of(parts), min_size=1, max_size=3).map(",".join)


DAYS = st.one_of(field(1, 31), st.just("last"), field(1, 28).map("{},last".format))
EXPRESSIONS = st.tuples(
    field(0, 59), field(0, 23), DAYS, field(1, 12, MONTHS), field(0, 6, WEEKDAYS)
).map(" ".join)
# Where the clock is never changed: around that, APScheduler leaves some times out.
ZONES = st.sampled_from(["UTC", "Asia/Kolkata"])
MOMENTS = st.integers(1_000_000_000, 4_000_000_000)


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS, ZONES, MOMENTS)
def test_the_next_times_are_those_of_apscheduler(expression, zone, moment):
    try:
        ours = Crontab(expression, zone)
    except ValueError:  # such as the 31st of February, which APScheduler takes and never does
        return
    theirs = CronTrigger.from_crontab(expression, timezone=ZoneInfo(zone))
    due = moment
    for _ in range(3):
        now = datetime.fromtimestamp(due, ZoneInfo(zone))
        fire = theirs.get_next_fire_time(now, now)
        due = ours.next_after(due, due)
        assert datetime.fromtimestamp(due, UTC) == fire.astimezone(UTC)


@pytest.mark.parametrize(
    ("expression", "after", "times"),
    [
        # Put forward at 2: half past two comes at half past three.
        ("30 2 * * *", "2026-03-28T12:00", ["2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"]),
        ("0 0 * * *", "2026-03-29T00:00", ["2026-03-30T00:00+02:00", "2026-03-31T00:00+02:00"]),
        ("0 * * * *", "2026-03-29T01:00", ["2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00"]),
        # Put back at 3: there are two of each time between 2 and 3.
        ("30 2 * * *", "2026-10-24T12:00", ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]),
        ("0 0 29 2 mon", "2026-01-01T00:00", ["2044-02-29T00:00+01:00", "2072-02-29T00:00+01:00"]),
        ("0 0 13 * fri", "2026-01-01T00:00", ["2026-02-13T00:00+01:00", "2026-03-13T00:00+01:00"]),
        ("0 0 * * 0", "2026-11-23T12:00", ["2026-11-30T00:00+01:00", "2026-12-07T00:00+01:00"]),
        ("0 9 last * *", "2026-02-01T00:00", ["2026-02-28T09:00+01:00", "2026-03-31T09:00+02:00"]),
    ],
)
def test_days_that_are_easily_mistaken(expression, after, times):
    crontab = Crontab(expression, "Europe/Vienna")
    due = datetime.fromisoformat(after).replace(tzinfo=ZoneInfo("Europe/Vienna")).timestamp()
    for expected in times:
        due = crontab.next_after(due, due)
        assert due == datetime.fromisoformat(expected).timestamp()


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 7",
        "* * * * fri-mon",
        "5-1 * * * *",
        "*/0 * * * *",
        "*/60 * * * *",
        "0-5/6 * * * *",
        "5, * * * *",
        "a * * * *",
        "jan * * * *",
        "last * * * *",
        "? * * * *",
    ],
)
def test_what_apscheduler_refuses_is_refused(expression):
    with pytest.raises(ValueError, match=r"."):
        CronTrigger.from_crontab(expression)
    with pytest.raises(ValueError, match="Give an expression such as"):
        Crontab(expression)


@pytest.mark.parametrize("expression", ["0 0 31 2 *", "0 0 30 feb *", "* * * jan/2 mon#1"])
def test_what_would_never_be_done_or_is_read_in_part_is_refused(expression):
    CronTrigger.from_crontab(expression)
    with pytest.raises(ValueError, match="Give an expression such as"):
        Crontab(expression)


def test_an_unknown_time_zone_is_named():
    with pytest.raises(ValueError, match=r"time_zone='Nowhere'.*Europe/Vienna"):
        Crontab("* * * * *", "Nowhere")


def test_without_a_time_zone_it_is_the_machine_s():
    noon = datetime(2026, 7, 1, 12).timestamp()
    assert Crontab("0 12 * * *").first_after(noon - 1) == noon
