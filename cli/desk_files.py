"""For commands that count days themselves: with the files of the desk, as the worker has them."""

from cli.errors import fail


def take_desk_files() -> None:
    """Count with the desk's limits and relief from now on; a file with a mistake is refused."""
    from models.procedure.desk_files import (  # noqa: PLC0415 (keeps --help quick)
        DeskFileError,
        take_desk_relief,
        take_local_limits,
    )
    from models.settings import ServiceSettings, load_settings  # noqa: PLC0415

    settings = load_settings(ServiceSettings)
    try:
        take_local_limits(settings.local_limits)
        take_desk_relief(settings.relief)
    except DeskFileError as error:
        fail(str(error))
