"""Changes to the keys and the hold of one family, one transaction after the other."""

from sqlalchemy import Connection, func, select


def lock_family(connection: Connection, family: str) -> None:
    """Let nobody else who calls this for the same family go on until the transaction ends.

    Args:
        connection: In a transaction that has written nothing yet.
        family: See `models.encryption.family_keys.family_of`.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(family))))
