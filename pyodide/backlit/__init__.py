"""Background tasks for user interfaces that poll.

`run()` a function, keep the `Task`, and on every rerun of the script read its `status`, `progress`
and `result`. Nothing that is read makes anybody wait.
"""

from backlit.current import cancel_requested, progress, sleep
from backlit.errors import BacklitError, QueueFullError, RemoteError, TimeoutError, WorkerLostError
from backlit.retry_policy import RetryPolicy
from backlit.run import Options, options, run
from backlit.runtime import diagnose, shutdown, start
from backlit.scheduler import (
    SchedulerUnavailable,
    get_default_scheduler,
    shutdown_scheduler,
    start_scheduler,
)
from backlit.schedules import ScheduledTask, schedule_cron, schedule_interval
from backlit.session_tasks import session_tasks
from backlit.task import Task
from backlit.task_manager import TaskManager, get_default_manager
from backlit.task_status import TaskStatus
from backlit.timings import Timings

__all__ = [
    "BacklitError",
    "Options",
    "QueueFullError",
    "RemoteError",
    "RetryPolicy",
    "ScheduledTask",
    "SchedulerUnavailable",
    "Task",
    "TaskManager",
    "TaskStatus",
    "TimeoutError",
    "Timings",
    "WorkerLostError",
    "cancel_requested",
    "diagnose",
    "get_default_manager",
    "get_default_scheduler",
    "options",
    "progress",
    "run",
    "schedule_cron",
    "schedule_interval",
    "session_tasks",
    "shutdown",
    "shutdown_scheduler",
    "sleep",
    "start",
    "start_scheduler",
]

__version__ = "0.1.0"
