"""The channel file that a new stack begins with: all mail goes to its own inbox."""

import os
from pathlib import Path

_TEMPLATE = """\
# How messages leave: an Apprise file. Entries tagged `email` reach people by mail, entries tagged
# `sms` by text message; ${{email}} and ${{phone}} stand for the person's own address.
# This one delivers every mail to the inbox of the embedded stack. It is written once; edit it
# freely. For real gateways see deploy/channels.example.yaml.
version: 1
template: [email, phone]
urls:
  - {url}:
      - tag: email
"""

_INBOX = (
    "mailto://127.0.0.1:{port}?smtp=127.0.0.1&from=appealclock@appealclock.example"
    "&name=AppealClock&to=${{email}}&mode=insecure"
)


def write_channel_file(path: Path, smtp_port: int) -> None:
    """Write the file if there is none, readable by its owner alone: it may come to hold secrets."""
    if path.exists():
        return
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_TEMPLATE.format(url=_INBOX.format(port=smtp_port)))
    unfinished.replace(path)
