"""`appealclock import`: cases from lists, remittance files and answers of plans."""

from cli.caseload.imports.command import register

__all__ = ["register"]
