"""Programs are data: what code asks of them is what their file says."""

import pytest

from models.cases.program import Kind, Missing, Program, can_be_expedited, kinds_of, plan_program
from models.inputs.appeal_intake import LEVELS
from models.rulebook import rulebook


def test_every_program_of_the_rulebook_is_one() -> None:
    assert [program.value for program in Program] == list(rulebook.programs)


def test_what_a_request_may_lack_has_a_name() -> None:
    known = {one.value for one in Missing}
    assert {what for program in Program for what in program.terms.waits} <= known


@pytest.mark.parametrize(
    ("program", "kinds"),
    [
        (Program.ORIGINAL, (Kind.PAYMENT, Kind.SERVICE)),
        (Program.PART_C, (Kind.SERVICE, Kind.PAYMENT, Kind.PART_B_DRUG)),
        (Program.PART_D, (Kind.BENEFIT, Kind.EXCEPTION, Kind.PAYMENT, Kind.AT_RISK)),
        (Program.STATUS_CHANGE, (Kind.SERVICE,)),
    ],
)
def test_the_kinds_of_a_program(program: Program, kinds: tuple[Kind, ...]) -> None:
    assert kinds_of(program) == kinds


def test_payments_claims_and_the_fast_track_are_never_expedited() -> None:
    fast = {
        (program.value, kind.value)
        for program in Program
        for kind in Kind
        for level in LEVELS[program]
        if can_be_expedited(program, kind, level)
    }
    assert {program for program, _ in fast} >= {"part_c", "part_d"}
    assert not any(kind == "payment" for _, kind in fast)
    assert not any(Program(program).fast_track for program, _ in fast)


def test_the_part_whose_rules_on_complaints_hold() -> None:
    assert plan_program(Program.TERMINATION_MA) is Program.PART_C
    assert plan_program(Program.STATUS_CHANGE) is Program.ORIGINAL
    assert plan_program(Program.PART_D) is Program.PART_D
