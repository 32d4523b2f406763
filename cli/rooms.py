"""How the commands of a folder join the `appealclock` command, and stand together in its help."""

import importlib
import pkgutil
from collections.abc import Iterable, Sequence

import typer


def register_all(
    app: typer.Typer,
    package: str,
    path: Iterable[str],
    *,
    panel: str,
    first: Sequence[str] = (),
) -> None:
    """Add the commands of every module of a package that has `register(app)`.

    Args:
        app: The command they are added to.
        package: Name of the package, such as `cli.case`.
        path: Its `__path__`.
        panel: The heading in `appealclock --help` over those that have none yet.
        first: The modules whose commands are listed first, in this order.
    """
    found = {module.name for module in pkgutil.iter_modules(path)}
    for name in (*first, *sorted(found.difference(first))):
        if not name.startswith("_"):
            register = getattr(importlib.import_module(f"{package}.{name}"), "register", None)
            if register is not None:
                register(app)
                _stand_under(panel, app)


def _stand_under(panel: str, app: typer.Typer) -> None:
    """Put the commands that have no heading yet under one."""
    for command in app.registered_commands:
        if not isinstance(command.rich_help_panel, str):
            command.rich_help_panel = panel
    for group in app.registered_groups:
        if not isinstance(group.rich_help_panel, str):
            group.rich_help_panel = panel
