"""The intake and the procedure of each kind of case, found by the name of the kind.

A kind is registered in `models.cases.kinds`, and nowhere here.
"""

from importlib import import_module
from typing import Any

from models.cases.kinds import KINDS, CaseKind
from models.inputs.common_intake import AnyIntake
from models.procedure.play import Procedure


def _procedure_of(kind: CaseKind) -> Procedure[Any, Any]:
    procedure: Procedure[Any, Any] = import_module(f"{__package__}.{kind}.procedure").PROCEDURE
    return procedure


PROCEDURES: dict[CaseKind, Procedure[Any, Any]] = {kind: _procedure_of(kind) for kind in KINDS}

INTAKES: dict[CaseKind, type[AnyIntake]] = {
    kind: procedure.intake for kind, procedure in PROCEDURES.items()
}
