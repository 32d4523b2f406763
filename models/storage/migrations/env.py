"""What Alembic runs to apply or to write a migration: on the connection it is handed."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import models.storage.tables  # noqa: F401  (fills SQLModel.metadata)

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    # SQLite cannot alter most of a table in place; Alembic then copies it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
