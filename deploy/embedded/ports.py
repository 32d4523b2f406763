"""Says before anything starts which port is taken and which setting moves it."""

import socket

from deploy.embedded.errors import StackError
from models.settings import StackSettings

LOOPBACK = "127.0.0.1"
"""The one address the embedded stack listens on."""


def check_ports(settings: StackSettings) -> None:
    """Check that the stack's ports are free.

    Raises:
        StackError: One is in use, or may not be used by this user.
    """
    for name in ("temporal_port", "ui_port", "smtp_port", "inbox_port"):
        port = getattr(settings, name)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError as error:
                reason = (
                    "may not be used without more rights"
                    if isinstance(error, PermissionError)
                    else "is in use"
                )
                variable = f"APPEALCLOCK_{name.upper()}"
                message = f"Port {port} {reason}; set {variable} to another one"
                raise StackError(message) from None
