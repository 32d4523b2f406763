"""What keeps the embedded stack from running, said in one line."""


class StackError(Exception):
    """The stack cannot start or go on. The message says why, and how to mend it."""
