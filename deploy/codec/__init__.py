"""The codec server: what the Temporal Web UI reads and writes of encrypted cases passes it."""
