"""Encryption of what cases hold: a ring of keys wraps a data key for each family of cases."""
