"""All cases as tables: for a spreadsheet, an auditor, another program."""

from cli.caseload.export.command import register

__all__ = ["register"]
