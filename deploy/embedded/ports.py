"""Says before anything starts which port is taken and which setting moves it."""

import socket

from deploy.embedded.errors import StackError
from models.settings import StackSettings

LOOPBACK = "127.0.0.1"
"""The one address the embedded stack listens on."""


def check_ports(settings: StackSettings, *, encrypted: bool) -> None:
    """Check that the stack's ports are free.

    Args:
        settings: Of the stack.
        encrypted: Whether cases are, so that there is a codec server too.

    Raises:
        StackError: One is in use, or may not be used by this user.
    """
    names = ["temporal_port", "ui_port", "smtp_port", "inbox_port"]
    if encrypted:
        if settings.codec_port in {getattr(settings, name) for name in names}:
            message = "APPEALCLOCK_CODEC_PORT: expected a port that no other part listens on"
            raise StackError(message)
        names.append("codec_port")
    for name in names:
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
