"""A schedule of the core: it submits while the client is busy, too."""

import math
from typing import TYPE_CHECKING, Any

from backlit import local_calls
from backlit.backend import Schedule
from backlit.crontab import Crontab
from backlit.submission import Submission
from backlit.trigger import Interval, Trigger

if TYPE_CHECKING:
    from backlit.browser.backend import BrowserBackend, Prepared, Runtime
