"""Tasks that are submitted again and again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from backlit.call import Call
from backlit.crontab import Crontab
from backlit.scheduler import Scheduler, start_scheduler
from backlit.submission import Submission
from backlit.task_manager import TaskManager, get_default_manager
from backlit.task_settings import TaskSettings
from backlit.trigger import Interval, Trigger


@dataclass(frozen=True)
class ScheduledTask:
    """What `schedule_interval()` and `schedule_cron()` return.

    Attributes:
        job_id: By which the scheduler knows the job: `get_default_scheduler().remove_job(job_id)`.
        latest_task_key: Under which the manager has the newest task: `global:` and the name that
            was given; or None.
    """

    job_id: str
    latest_task_key: str | None = None


def schedule_interval(
    func: Callable[..., Any],
    *,
    seconds: float,
    args: Sequence[Any] = (),
    kwargs: dict[str, Any] | None = None,
    manager: TaskManager | None = None,
    scheduler: Scheduler | None = None,
    job_id: str | None = None,
    replace_existing: bool = True,
    latest_task_name: str | None = None,
) -> ScheduledTask:
    """Submits a task every so many seconds; the first one when they have passed once.

    Times that pass unseen, because the machine slept, are made up by one task.

    Args:
        func: As for `run()`.
        seconds: Between two tasks, more than 0.
        args: The function's arguments.
        kwargs: Its keyword arguments; `retry` is a `RetryPolicy` for the tasks, as in `run()`.
        manager: Keeps the tasks, instead of the default one.
        scheduler: Has the job, instead of the default one. It is started.
        job_id: Default: a new UUID.
        replace_existing: Whether a job with this id is removed first; else it is an error.
        latest_task_name: The manager then has the newest task as `global:` and this name.

    Raises:
        TypeError, ValueError: `seconds` is wrong.
        KeyError: There is a job with this id, and it is not to be replaced.
    """
    trigger = Interval(seconds)
    return _schedule(
        trigger, func, args, kwargs, manager, scheduler, job_id, replace_existing, latest_task_name
    )


def schedule_cron(
    func: Callable[..., Any],
    *,
    cron: str,
    time_zone: str | None = None,
    args: Sequence[Any] = (),
    kwargs: dict[str, Any] | None = None,
    manager: TaskManager | None = None,
    scheduler: Scheduler | None = None,
    job_id: str | None = None,
    replace_existing: bool = True,
    latest_task_name: str | None = None,
) -> ScheduledTask:
    """Submits a task at the times of a cron expression.

    Args:
        func: As for `run()`.
        cron: Such as "0 9 * * mon-fri": minute, hour, day of the month, month, weekday. As in
            asynclit, weekdays are 0 for Monday to 6 for Sunday, and both days must match.
        time_zone: A name such as "Europe/Vienna"; None: the machine's own.
        args: As for `schedule_interval()`, like all that follow.
        kwargs: The function's keyword arguments.
        manager: Keeps the tasks.
        scheduler: Keeps the job.
        job_id: The job's id.
        replace_existing: Whether a job with this id is removed first.
        latest_task_name: The name under which the manager has the newest task.

    Raises:
        ValueError: The expression or the time zone cannot be read, or it is never due.
        KeyError: There is a job with this id, and it is not to be replaced.
    """
    trigger = Crontab(cron, time_zone)
    return _schedule(
        trigger, func, args, kwargs, manager, scheduler, job_id, replace_existing, latest_task_name
    )


def _schedule(
    trigger: Trigger,
    func: Callable[..., Any],
    args: Sequence[Any],
    kwargs: dict[str, Any] | None,
    manager: TaskManager | None,
    scheduler: Scheduler | None,
    job_id: str | None,
    replace_existing: bool,
    latest_task_name: str | None,
) -> ScheduledTask:
    chosen = get_default_manager() if manager is None else manager
    named = dict(kwargs or {})
    settings = TaskSettings(retry=named.pop("retry", None))
    submission = Submission(Call(func, tuple(args), named), settings, chosen, latest_task_name)
    job = start_scheduler(scheduler).add_job(
        submission, trigger=trigger, id=job_id, replace_existing=replace_existing
    )
    key = f"global:{latest_task_name}" if latest_task_name else None
    return ScheduledTask(job_id=job.id, latest_task_key=key)
