"""Decisions of an adjudicator: by when, which one, and what follows from it."""
