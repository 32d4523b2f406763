"""How large the benchmarks are."""

import os

REMINDERS = int(os.environ.get("APPEALCLOCK_BENCH_REMINDERS", "300"))
"""Reminders in a burst."""

KILLED = 100
"""Reminders in the burst in whose middle the kill falls, and as many that come due while down."""

SENDING = 0.02
"""Seconds that a message takes to be sent where somebody is killed: a quick mail server's."""

KILLED_CASES = int(os.environ.get("APPEALCLOCK_BENCH_KILLED_CASES", "200"))
"""Cases opened and reminded while worker, mail server, database and Temporal are killed."""
