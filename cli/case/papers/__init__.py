"""`appealclock letter`: papers that a person reviews and signs."""

from cli.case.papers.letter import register

__all__ = ["register"]
