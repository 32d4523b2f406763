"""Mistakes in the files that ship with the program."""


class ShippedFileError(Exception):
    """A file of the program's own cannot be used; the message names the place, in one line.

    Commands end with that line. It stands apart from what reads the files, as those fail on import.
    """
