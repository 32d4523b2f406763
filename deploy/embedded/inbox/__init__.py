"""The inbox of the embedded stack: the mail and SMS that the service sent, kept and shown."""
