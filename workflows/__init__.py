"""What happens and in what order. Deterministic; no I/O, no clock but the workflow's."""
