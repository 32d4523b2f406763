"""A desk's own file of the time limits that a State or a plan sets: read, refused, counted with."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.procedure.desk_files import DeskFileError, take_local_limits, unfit_local_limits
from models.rulebook import Facts, rulebook
from models.rulebook.local.limits import MARK

ON, ZONE = date(2026, 11, 2), "America/New_York"

LIMIT = """
[[limit]]
rule = "I.RECON.STD"
state = "AZ"
length = 20
unit = "calendar_days"
source = "Contract of 2026, section 4"
"""


@pytest.fixture(autouse=True)
def _own_limits_end() -> Iterator[None]:
    yield
    take_local_limits(None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "limits.toml"
    path.write_text(LIMIT)
    return path


def due(**facts: str) -> date:
    return rulebook.reckon("I.RECON.STD", ON, zone=ZONE, facts=Facts(**facts)).due_on


def test_it_counts_for_the_cases_of_its_state_alone(file: Path) -> None:
    take_local_limits(file)
    assert due(state="AZ") == date(2026, 11, 22)
    assert due(state="FL") == due() == date(2026, 12, 2)
    take_local_limits(None)
    assert due(state="AZ") == date(2026, 12, 2)


def test_it_counts_for_every_package_of_a_contract_or_for_one(file: Path) -> None:
    file.write_text(
        LIMIT.replace('state = "AZ"', 'plan = "H0321"')
        + LIMIT.replace('state = "AZ"', 'plan = "h0321-004"').replace("20", "10")
    )
    take_local_limits(file)
    assert due(plan_number="H0321-001") == due(plan_number="H0321") == date(2026, 11, 22)
    assert due(plan_number="H0321-004") == date(2026, 11, 12)
    assert due(plan_number="H0322-001") == due(state="AZ") == date(2026, 12, 2)


def test_a_state_and_a_plan_must_both_be_the_cases(file: Path) -> None:
    file.write_text(LIMIT.replace('state = "AZ"', 'state = "AZ"\nplan = "H0321"'))
    take_local_limits(file)
    assert due(state="AZ", plan_number="H0321-001") == date(2026, 11, 22)
    assert due(state="AZ") == due(state="FL", plan_number="H0321-001") == date(2026, 12, 2)


def test_it_holds_on_its_days(file: Path) -> None:
    file.write_text(f"{LIMIT}effective_from = 2026-11-02\neffective_to = 2026-11-02\n")
    take_local_limits(file)
    found = {}
    for day in (1, 2, 3):
        on = date(2026, 11, day)
        reckoning = rulebook.reckon("I.RECON.STD", on, zone=ZONE, facts=Facts(state="AZ"))
        found[day] = (reckoning.due_on - on).days
    assert found == {1: 30, 2: 20, 3: 30}


def test_the_steps_say_both_lengths_and_where_they_stand(file: Path) -> None:
    take_local_limits(file)
    found = rulebook.reckon("I.RECON.STD", ON, zone=ZONE, facts=Facts(state="AZ"))
    assert (found.citation, found.evidence) == ("Contract of 2026, section 4", MARK)
    assert found.steps == (
        "Request received Mon, Nov 2, 2026.",
        "20 calendar days: Sun, Nov 22, 2026.",
        "The desk's own file gives the length: AZ, Contract of 2026, section 4. The federal length "
        "is 30 calendar days (42 CFR 422.633(f)).",
    )


def test_an_extension_and_a_presumed_receipt_stay_those_of_the_row(file: Path) -> None:
    more = LIMIT.replace("I.RECON.STD", "I.RECON.FILE").replace("20", "90")
    file.write_text(LIMIT + more)
    take_local_limits(file)
    facts = Facts(state="AZ", extended=True)
    extended = rulebook.reckon("I.RECON.STD", ON, zone=ZONE, facts=facts)
    assert extended.due_on == date(2026, 12, 6)
    filing = rulebook.reckon("I.RECON.FILE", ON, zone=ZONE, facts=Facts(state="AZ"))
    # Received November 7, 90 days.
    assert filing.due_on == date(2027, 2, 5)


def test_what_a_row_says_of_some_cases_alone_stays(file: Path) -> None:
    """A State's days for an appeal are not those of an expedited one."""
    file.write_text(LIMIT.replace("I.RECON.STD", "MCD.DECIDE"))
    take_local_limits(file)
    standard = rulebook.reckon("MCD.DECIDE", ON, zone=ZONE, facts=Facts(state="AZ"))
    assert standard.due_on == date(2026, 11, 22)
    facts = Facts(state="AZ", speed="expedited")
    expedited = rulebook.reckon("MCD.DECIDE", ON, zone=ZONE, facts=facts)
    assert (expedited.to_the_hour, expedited.evidence) == (True, "2ND")


def test_counted_backward_it_is_the_same(file: Path) -> None:
    take_local_limits(file)
    found = rulebook.oldest_start(
        "I.RECON.STD", date(2026, 11, 22), zone=ZONE, facts=Facts(state="AZ")
    )
    assert found.worked_to is not None
    assert found.worked_to.started_on == ON


def test_the_edition_is_another_with_it_and_the_old_one_without(file: Path) -> None:
    before = rulebook.edition
    take_local_limits(file)
    first = rulebook.edition
    file.write_text(LIMIT.replace("20", "21"))
    take_local_limits(file)
    assert len({before, first, rulebook.edition}) == 3
    take_local_limits(None)
    assert rulebook.edition == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"I.RECON.STD"', '"I.RECON.STT"', "field rule: I.RECON.STT is no row"),
        ('"I.RECON.STD"', '"I.SCOPE"', "field rule: I.SCOPE states a fact"),
        ('"I.RECON.STD"', '"C.RECON.STD"', "field rule: no State or plan sets the time"),
        # A row of integrated plans and of Part C, for which no State sets a time.
        ('"I.RECON.STD"', '"C.ALJ.FILE"', "field rule: no State or plan sets the time"),
        ('state = "AZ"', "", "field state: expected a State or a plan"),
        ('state = "AZ"', 'state = "AX"', "field state: expected the two letters of a State"),
        ('state = "AZ"', 'plan = "321"', "field plan: "),
        ("length = 20", "length = 0", "field length: "),
        ('20\nunit = "calendar_days"', '121\nunit = "months"', "field length: expected ten years"),
        ("calendar_days", "fortnights", "field unit: "),
        ('source = "Contract of 2026, section 4"', "", "field source: "),
        ("length = 20", "length = 20\nlenght = 2", "field lenght: "),
        ("[[limit]]", "[[limits]]", "field limits: unknown; expected only [[limit]] tables"),
        (LIMIT, 'limit = ["AZ"]', "field limit: expected [[limit]] tables"),
        ("length = 20", "length = = 20", "no TOML"),
    ],
)
def test_a_mistake_is_said_with_its_place(file: Path, old: str, new: str, said: str) -> None:
    file.write_text(LIMIT.replace(old, new, 1))
    (line,) = unfit_local_limits(file)
    assert line.startswith("APPEALCLOCK_LOCAL_LIMITS: limits.toml, row ")
    assert said in line
    before = rulebook.edition
    with pytest.raises(DeskFileError, match="APPEALCLOCK_LOCAL_LIMITS"):
        take_local_limits(file)
    assert rulebook.edition == before


def test_a_file_that_is_not_there_is_said_too(tmp_path: Path) -> None:
    (line,) = unfit_local_limits(tmp_path / "limits.toml")
    assert "cannot be read" in line
    assert unfit_local_limits(None) == []
