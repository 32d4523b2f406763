"""What the programs of the project load, loaded: processes are forked from one that holds this.

Only modules are loaded. Nothing is read from the environment, opened or started.
"""

import gc

# Of all that is loaded nothing is let go again.
gc.disable()

import activities.papers  # noqa: E402, F401
import cli  # noqa: E402
import deploy.codec.running  # noqa: E402
import deploy.embedded.stack  # noqa: E402, F401
import worker  # noqa: E402, F401

# Finds and loads the module of every command.
cli.build_app()

gc.freeze()
gc.enable()
