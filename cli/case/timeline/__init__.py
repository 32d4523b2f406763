"""The timeline of a case as a page of its own: drawn, fit to print, without names."""

from cli.case.timeline.command import register

__all__ = ["register"]
