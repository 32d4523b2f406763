"""What is older than the operator wants it kept: listed by `purge --dry-run`, removed once a day.

A family of cases, an appeal and what runs beside it, goes as a whole: nothing of it goes while one
of them is open, or while it is on legal hold.
"""
