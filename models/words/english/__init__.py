"""The English words, a table per kind of case."""
