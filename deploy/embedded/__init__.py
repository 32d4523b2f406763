"""The whole system on one machine, with real parts: Temporal and its UI, SQLite, an SMTP inbox."""
