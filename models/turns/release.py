"""What a case does when it is looked at by another edition of the rulebook, or another build."""

from models.cases.account_lines import write_line
from models.cases.standing import Said
from models.notices.looking import look_by_another_release
from models.notices.messages.order import CorrectedBy
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of
from models.release import Release, last_release, remember
from models.turns.carried import Carried


def look_again(carried: Carried, release: Release) -> None:
    """Write down by what the case is looked at now, and what moves by that.

    What moves is found before anything new is heard or recorded: a day that somebody corrects in
    the same turn is no correction of the rulebook.
    """
    before = last_release(carried.memory)
    if before == release:
        return
    if before is not None and carried.turns:
        rulebook = before.edition != release.edition
        _note_moves(carried, CorrectedBy.RULEBOOK if rulebook else CorrectedBy.BUILD)
    remember(carried.memory, release)


def _note_moves(carried: Carried, why: CorrectedBy) -> None:
    case = case_of(carried.state, carried.now)
    standing = play(PROCEDURES[carried.kind], case)
    if standing.ending is not None:
        return
    carried.memory, moves = look_by_another_release(
        case, standing, carried.memory, why, carried.now
    )
    for one in moves:
        facts = {
            "what": f"{one.clock.purpose.value} of {one.clock.level_title}",
            "was": one.was.isoformat(),
            "day": one.clock.due_on.isoformat(),
        }
        write_line(carried.memory, carried.now, Said(f"account.{why.value}_corrected", facts))
