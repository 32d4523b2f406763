"""The checker: a second rule of what was owed, and what a recording sender received."""
