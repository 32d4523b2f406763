"""The details panel of the Temporal UI, right at each look."""
