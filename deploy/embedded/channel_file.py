"""The channel file that a new stack begins with: mail and SMS go to its own inbox."""

import os
import re
from pathlib import Path

_TEMPLATE = """\
# How messages leave: an Apprise file. Entries tagged `email` reach people by mail, entries tagged
# `sms` by text message; ${{email}} and ${{phone}} stand for the person's own address.
# This one delivers all to the inbox of the embedded stack. Edit it freely: once
# edited, it is never written again. For real gateways see docs/channels.md.
version: 1
template: [email, phone]
urls:
  - {mail}:
      - tag: email
  - {sms}:
      - tag: sms
"""

_MAIL = (
    "mailto://127.0.0.1:{port}?smtp=127.0.0.1&from=appealclock@appealclock.example"
    "&name=AppealClock&to=${{email}}&mode=insecure"
)

_SMS = "smseagle://inbox@127.0.0.1:{port}/${{phone}}"

_PORT = re.compile(r"127\.0\.0\.1:\d+")


def write_channel_file(path: Path, smtp_port: int, inbox_port: int) -> None:
    """Write the file if there is none; let an unedited one follow the ports of the inbox.

    Readable by its owner alone: it may come to hold secrets.
    """
    mail, sms = _MAIL.format(port=smtp_port), _SMS.format(port=inbox_port)
    content = _TEMPLATE.format(mail=mail, sms=sms)
    if path.exists():
        # Whatever it is, somebody put it there: what is wrong with it is told by who reads it.
        found = path.read_bytes().decode("utf-8", errors="replace")
        edited = _PORT.sub("", found) != _PORT.sub("", content)
        if edited or found == content:
            return
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    unfinished.replace(path)
