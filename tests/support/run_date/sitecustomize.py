"""What each Python of a run of the tests does first: it moves its clock to the date of the run."""

import os
import sys
from datetime import timedelta

sys.modules["pytest"] = None  # a helper for it that is not used here costs each process 0.1 s
import time_machine  # noqa: E402

del sys.modules["pytest"]
clock = time_machine.travel(timedelta(hours=int(os.environ["TESTS_MOVED_BY_HOURS"]))).start()
clock.time_ns()  # it begins to go with the first look at it
