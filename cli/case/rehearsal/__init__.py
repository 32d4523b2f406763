"""A case rehearsed: played through to its end in a moment, and told in words or drawn on a page."""

from cli.case.rehearsal.command import register

__all__ = ["register"]
