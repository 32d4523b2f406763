"""Reminders: when each goes out, and which are owed now."""
