"""Loads what the project's programs load: the process that they are forked from imports this.

What it loads depends on the installed files alone. It reads no setting and no file of a desk, opens
nothing and starts no thread.
"""

import gc

# Nothing that is loaded here is freed again.
gc.disable()

from apprise.manager_plugins import NotificationManager  # noqa: E402

import activities.papers  # noqa: E402, F401
import cli  # noqa: E402
import deploy.codec.running  # noqa: E402
import deploy.embedded.stack  # noqa: E402, F401
import worker  # noqa: E402, F401
from models.rulebook import rulebook  # noqa: E402

# The module of every command, of every service that Apprise knows, and of the holidays.
cli.build_app()
NotificationManager().load_modules()  # type: ignore[no-untyped-call]
_EDITION = rulebook.edition

gc.freeze()
gc.enable()
