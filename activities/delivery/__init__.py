"""Sending through Apprise: channels, the delivery ledger, what providers answer."""
