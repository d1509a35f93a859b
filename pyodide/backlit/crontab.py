"""Cron expressions, as asynclit's users know them from APScheduler.

Weekdays are 0 for Monday to 6 for Sunday. Of the day of the month and the weekday both must match.
In cron itself, 0 is Sunday, and one of the two is enough.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backlit.trigger import Trigger

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST = "last"

# The 29th of February falls on a given weekday every 28 years, but for 2100: then it takes 40.
MOST_DAYS = 41 * 366

PART = re.compile(r"(?:(?P<all>\*)|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d+))?")


@dataclass(frozen=True)
class _Field:
    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()

    def read(self, text: str) -> frozenset[int]:
        """The numbers that a field of an expression stands for."""
        return frozenset().union(*(self._read_part(part) for part in text.split(",")))

    def _read_part(self, part: str) -> range:
        found = PART.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} is no {self.name}")
        first = self.least if found["all"] else self._number(found["first"])
        last = self._number(found["last"]) if found["last"] else first
        if found["all"] or (found["step"] and not found["last"]):
            last = self.most
        step = int(found["step"] or 1)
        if first > last:
            raise ValueError(f"{part!r} runs backwards: give two parts, with a comma between them")
        if not 0 < step <= max(1, last - first):
            raise ValueError(f"{part!r}: the step is not from 1 to {max(1, last - first)}")
        return range(first, last + 1, step)

    def _number(self, text: str) -> int:
        if text.lower() in self.names:
            return self.least + self.names.index(text.lower())
        if not text.isdecimal() or not self.least <= int(text) <= self.most:
            names = f", or {self.names[0]} to {self.names[-1]}" if self.names else ""
            raise ValueError(f"{text!r} is no {self.name}: give {self.least} to {self.most}{names}")
        return int(text)


MINUTE = _Field("minute", 0, 59)
HOUR = _Field("hour", 0, 23)
DAY = _Field("day of the month", 1, 31)
MONTH = _Field("month", 1, 12, MONTHS)
WEEKDAY = _Field("weekday", 0, 6, WEEKDAYS)


class Crontab(Trigger):
    """The times that a cron expression stands for.

    Where the clock is put forward, times that it leaves out come as much later. Where it is put
    back, times that it has twice come twice.

    Args:
        expression: Minute, hour, day of the month, month and weekday, with spaces between them. A
            field is `*`, a number, a range `1-5`, with a step `*/15`, `10-40/10`, `5/20`, or a list
            of these `1,15`. Months and weekdays also have names, `jan`, `mon`; the last day of a
            month is `last`.
        time_zone: A name such as "Europe/Vienna"; None: the machine's own.

    Raises:
        ValueError: The expression, or the time zone, cannot be read, or is never due.
    """

    def __init__(self, expression: str, time_zone: str | None = None) -> None:
        self.expression = expression
        self.time_zone = time_zone
        self._zone = _find_zone(time_zone)
        try:
            self._read(expression)
            self.first_after(0)
        except ValueError as error:
            raise ValueError(
                f"cron={expression!r}: {error}. Give an expression such as '0 9 * * mon-fri'"
            ) from None

    def _read(self, expression: str) -> None:
        fields = expression.split()
        if len(fields) != 5:
            raise ValueError(f"Wrong number of fields; got {len(fields)}, expected 5")
        minute, hour, day, month, weekday = fields
        days = day.lower().split(",")
        self.is_last_day_included = LAST in days
        numbers = ",".join(part for part in days if part != LAST)
        self.minutes = MINUTE.read(minute)
        self.hours = HOUR.read(hour)
        self.days = DAY.read(numbers) if numbers else frozenset[int]()
        self.months = MONTH.read(month)
        self.weekdays = WEEKDAY.read(weekday)

    def first_after(self, now: float) -> float:
        """When it is due next after now."""
        today = datetime.fromtimestamp(now, self._zone).date()
        for passed in range(MOST_DAYS):
            day = today + timedelta(days=passed)
            if self._matches(day):
                due = min((time for time in self._times(day) if time > now), default=None)
                if due is not None:
                    return due
        raise ValueError("it is never due")

    def next_after(self, now: float, last: float) -> float:
        """When it is due next after now. The system's clock may have been set back since `last`."""
        return self.first_after(max(now, last))

    def _matches(self, day: date) -> bool:
        return (
            day.month in self.months
            and day.weekday() in self.weekdays
            and (day.day in self.days or (self.is_last_day_included and _is_last(day)))
        )

    def _times(self, day: date) -> Iterator[float]:
        for hour in self.hours:
            for minute in self.minutes:
                for fold in (0, 1):
                    wall = datetime.combine(day, time(hour, minute, fold=fold), self._zone)
                    stamp = wall.timestamp()
                    # The second one of a time that the clock leaves out is before it.
                    if fold == 0 or datetime.fromtimestamp(stamp, self._zone).hour == hour:
                        yield stamp


def _is_last(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _find_zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    if name == "UTC":  # also where the system has no time zones
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"time_zone={name!r}: give a name such as 'Europe/Vienna'; if the system has no time "
            "zones, install the package tzdata"
        ) from None
