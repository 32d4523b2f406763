"""Databases for the tests: real PostgreSQL, and copies of what was migrated once."""
