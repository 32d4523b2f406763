"""The request for appeal: its facts, its parts in their order, its checklist."""
