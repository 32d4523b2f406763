"""One TLS context for all mail that a worker sends, where Apprise makes one for each message.

Making one reads every certificate that the machine trusts, which takes some 50 ms of processor
time: more than all else that a reminder costs. A context is made at its first use and kept as long
as the process: a worker that is to trust other certificates is started again.
"""

import socket
import ssl
from functools import cache

from apprise.plugins.email import smtp


class _Context:
    """What Apprise's SMTP asks of a context: two settings, then a socket in it."""

    def __init__(self) -> None:
        self.check_hostname = True
        self.verify_mode = ssl.CERT_REQUIRED

    def wrap_socket(
        self, sock: socket.socket, *, server_hostname: str | None = None
    ) -> ssl.SSLSocket:
        """The socket, secured by the shared context of these settings."""
        shared = _shared(check_hostname=self.check_hostname, verify_mode=self.verify_mode)
        return shared.wrap_socket(sock, server_hostname=server_hostname)


@cache
def _shared(*, check_hostname: bool, verify_mode: ssl.VerifyMode) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = check_hostname
    context.verify_mode = verify_mode
    return context


class _Ssl:
    """The module `ssl` as Apprise's SMTP sees it."""

    CERT_NONE = ssl.CERT_NONE
    create_default_context = _Context


def share_tls() -> None:
    """Have Apprise send mail with shared contexts from here on. Done twice, it does no more."""
    vars(smtp)["ssl"] = _Ssl
