"""When the plan of an appeal stopped fitting, and when it fit again."""

from models.cases.account_lines import write_line
from models.cases.standing import Said, Standing
from models.procedure.appeal.standing import AppealStanding
from models.turns.carried import Carried

_BROKEN = "plan_broken"


def note_plan(carried: Carried, standing: Standing) -> None:
    """Write down what has become of the plan since the last turn.

    It depends on what the cases beside it said by then, of which the latest word alone is kept.
    """
    if not isinstance(standing, AppealStanding):
        return
    was = bool(carried.memory.get(_BROKEN))
    if standing.plan_broken and not was:
        carried.memory[_BROKEN] = True
        write_line(carried.memory, carried.now, Said("appeal.plan_breaks"))
    elif was and not standing.plan_broken:
        del carried.memory[_BROKEN]
        if standing.evidence_steps:
            write_line(carried.memory, carried.now, Said("appeal.plan_fits_anew"))
