"""For commands that count days themselves: with the limits of the desk, as the worker has them."""

from cli.errors import fail


def take_limits() -> None:
    """Count with the file of APPEALCLOCK_LOCAL_LIMITS; a file with a mistake is refused."""
    from models.procedure.desk_limits import LocalLimitsError, take_local_limits  # noqa: PLC0415
    from models.settings import ServiceSettings, load_settings  # noqa: PLC0415

    try:
        take_local_limits(load_settings(ServiceSettings).local_limits)
    except LocalLimitsError as error:
        fail(str(error))
