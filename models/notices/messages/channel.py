"""The channels that people are reached by.

A new one: its entry here; what the operator's channel file says of it in
`activities/delivery/channel_file.py`; which address it takes in `activities/delivery/channels.py`;
who gets it in `activities/delivery/delivering.py`; its words in the languages' `words.toml`.
"""

from enum import StrEnum


class Channel(StrEnum):
    """A way to reach somebody: the tags of the operator's channel file."""

    EMAIL = "email"
    SMS = "sms"
    FAX = "fax"
