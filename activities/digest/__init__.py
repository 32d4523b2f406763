"""The morning summary of a case manager."""
