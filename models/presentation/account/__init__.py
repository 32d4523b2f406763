"""The account of a case: what was recorded and what the calendar did, and the result of a run."""
