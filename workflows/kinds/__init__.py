"""Each kind of case: its reports, one line each, and next to nothing else."""
