"""For commands that count days themselves: with the relief of the desk, as the worker has it."""

from cli.errors import fail


def take_relief() -> None:
    """Count with the file of APPEALCLOCK_RELIEF from now on; a file with a mistake is refused."""
    from models.procedure.desk_relief import ReliefFileError, take_desk_relief  # noqa: PLC0415
    from models.settings import ServiceSettings, load_settings  # noqa: PLC0415

    try:
        take_desk_relief(load_settings(ServiceSettings).relief)
    except ReliefFileError as error:
        fail(str(error))
