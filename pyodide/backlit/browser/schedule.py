"""A schedule of the core: it submits while the client is busy, too."""

import json
import math
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from backlit import local_calls
from backlit.backend import Schedule
from backlit.browser.client import Core
from backlit.browser.task import BrowserTask
from backlit.codec import FULL
from backlit.crontab import Crontab
from backlit.errors import OutOfMemoryError
from backlit.submission import Submission
from backlit.trigger import Interval, Trigger

if TYPE_CHECKING:
    from backlit.browser.prepared import Prepared
    from backlit.browser.runtime import Runtime

# So many tasks are kept that nobody has asked the manager for.
MOST_KEPT = 1024


class BrowserSchedule(Schedule):
    """A schedule of the core, which opens when the runtime has started."""

    def __init__(self, trigger: Trigger, submission: Submission) -> None:
        self._trigger = trigger
        self._submission = submission
        self._is_paused = False
        self._is_closed = False
        self._runtime: Runtime | None = None
        self._address = 0
        self._prepared: Prepared

    def open(self, runtime: "Runtime", prepared: "Prepared") -> None:
        """The runtime has started."""
        if self._is_closed:
            return
        runtime.describe(prepared)
        period, text = 0.0, ""
        if isinstance(self._trigger, Interval):
            period = self._trigger.seconds
        elif isinstance(self._trigger, Crontab):
            text = json.dumps(for_croner(self._trigger))
        address = runtime.client.openSchedule(prepared.is_async, period, text, MOST_KEPT)
        if address == 0:
            raise OutOfMemoryError(FULL)
        self._runtime, self._address, self._prepared = runtime, address, prepared
        if self._is_paused:
            self.pause()
        self._submission.manager.follow(self._collect)

    @property
    def due(self) -> float | None:
        core = self._core
        if core is None:
            return None
        due = core.backlit_schedule_due(self._address)
        if math.isnan(due):
            return None
        moment = due - core.backlit_clock() + time.time()
        # The two clocks are read one after the other. A cron expression means whole seconds.
        return float(round(moment)) if isinstance(self._trigger, Crontab) else moment

    def pause(self) -> None:
        self._is_paused = True
        if self._core is not None:
            self._core.backlit_schedule_pause(self._address)

    def resume(self) -> None:
        self._is_paused = False
        if self._core is not None:
            self._core.backlit_schedule_resume(self._address)

    def close(self) -> None:
        self._is_closed = True
        if self._runtime is None:
            return
        if self._core is not None:
            self._core.backlit_schedule_pause(self._address)
            self._collect()
            self._core.backlit_schedule_close(self._address)
        self._runtime = None
        self._submission.manager.unfollow(self._collect)
        if self._prepared.local is not None:
            local_calls.calls.pop(self._prepared.local, None)

    @property
    def _core(self) -> Core | None:
        """The core, while it runs and has the schedule."""
        if self._runtime is None or not self._runtime.is_open:
            return None
        return self._runtime.client.exports

    def _collect(self) -> None:
        """Gives the manager the tasks that were submitted meanwhile."""
        runtime, core = self._runtime, self._core
        if runtime is None or core is None:
            return
        name = self._submission.settings.name
        is_local = self._prepared.local is not None
        while handle := core.backlit_schedule_next(self._address):
            task: BrowserTask[Any] = BrowserTask(None, name)
            task.give(runtime, handle, is_local=is_local)
            self._submission.adopt(task)


def for_croner(crontab: Crontab) -> dict[str, object]:
    """The same times for croner, in which weekdays begin with Sunday."""
    days = [str(day) for day in sorted(crontab.days)]
    if crontab.is_last_day_included:
        days.append("L")
    weekdays = sorted((weekday + 1) % 7 for weekday in crontab.weekdays)
    fields = [
        _listed(crontab.minutes),
        _listed(crontab.hours),
        ",".join(days),
        _listed(crontab.months),
        _listed(weekdays),
    ]
    return {"cron": " ".join(fields), "timeZone": crontab.time_zone, "domAndDow": True}


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(str(number) for number in sorted(numbers))
