"""What the programs of the project load, loaded: processes are forked from one that holds this.

It is what follows from the installed files alone. Nothing is read from the environment or from a
desk's files, nothing is opened and no thread started.
"""

import gc

# Of all that is loaded nothing is let go again.
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
