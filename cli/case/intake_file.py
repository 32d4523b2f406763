"""The file of an intake, and the kind of case that it begins, as commands read them."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.errors import fail
from models.cases.kinds import KINDS

IntakeFile = Annotated[Path, typer.Argument(metavar="INTAKE.json", help="The intake, as JSON.")]
WorkflowType = Annotated[
    str, typer.Option("--type", help="What it begins: the name of a workflow type.")
]


def checked_type(workflow_type: str) -> str:
    """The same, where it is that of a kind of case; else the command ends."""
    known = [one.workflow_type for one in KINDS.values()]
    if workflow_type not in known:
        fail(f"--type: expected one of {', '.join(known)}")
    return workflow_type


def read_text(file: Path) -> str:
    """The text of a file; where it cannot be read the command ends."""
    try:
        # Editors of some systems begin a file with a mark of its encoding.
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except UnicodeDecodeError:
        fail(f"{file}: expected text in UTF-8")


def read_object(file: Path) -> dict[str, Any]:
    """The JSON object of a file; where there is none the command ends."""
    try:
        content = json.loads(read_text(file))
    except json.JSONDecodeError as error:
        fail(f"{file}, line {error.lineno}: is not valid JSON; check quotes, commas and braces")
    except ValueError:
        fail(f"{file}: expected a JSON object, with shorter numbers")
    except RecursionError:
        fail(f"{file}: expected a JSON object, of fewer levels")
    if not isinstance(content, dict):
        fail(f"{file}: expected a JSON object")
    return content
