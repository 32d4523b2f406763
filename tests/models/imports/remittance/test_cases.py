from datetime import UTC, datetime

import pytest

from models.imports.cases_found import Found, ImportRefusedError
from models.imports.ids import IdPattern
from models.imports.opening import Opening, opening_of
from models.imports.remittance import segments
from models.imports.remittance.cases import cases_of_remittance
from models.imports.remittance.codes import REASONS
from tests.models.imports.lists import MANAGER
from tests.models.imports.remittance.files import (
    DENIED,
    PARTLY_DENIED,
    claim,
    file,
    transaction,
)

NOW = datetime(2026, 11, 28, 17, tzinfo=UTC)


def found(*transactions: str, contracts: tuple[str, ...] = (), program: str = "") -> Found:
    defaults = MANAGER | ({"program": program} if program else {})
    return cases_of_remittance(file(*transactions).encode(), contracts, None, defaults)


def why(*transactions: str, contracts: tuple[str, ...] = (), program: str = "") -> list[str]:
    read = found(*transactions, contracts=contracts, program=program)
    assert read.problems == ()
    assert read.cases == ()
    return [one.why for one in read.not_opened]


def test_a_denied_claim_is_a_case() -> None:
    (case,) = found(transaction("0001", DENIED)).cases
    opening = opening_of(case, NOW)
    assert isinstance(opening, Opening)
    assert str(case.place) == "transaction 0001, claim 1"
    assert case.id == "CLM-1126100000001"
    assert opening.content == MANAGER | {
        "program": "original",
        "kind": "payment",
        "appellant": "provider",
        "notice_date": "2026-11-17",
        "service": "Billed services 27447",
        "plan": "MEDICARE PART B",
        "provider": "VALLEY CLINIC",
        "claim_numbers": ["1126100000001"],
        "items": ["27447"],
        "service_dates": [{"starts_on": "2026-10-01"}],
        "denial_reason": "Codes of the remittance advice: CO-50 (not found medically necessary); "
        "remarks: MA01 (may be appealed), N115 (decided under a local coverage determination)",
    }
    assert [one.rule for one in opening.clocks] == ["AB.REDET.FILE"]


def test_of_a_claim_that_was_paid_in_part_the_denied_services_are_the_case() -> None:
    (case,) = found(transaction("0001", PARTLY_DENIED)).cases
    assert isinstance(opening_of(case, NOW), Opening)
    assert case.content["program"] == "part_c"
    assert case.content["appellant"] == "noncontract_provider"
    assert case.content["items"] == ["J1100"]
    assert case.content["service_dates"] == [{"starts_on": "2026-10-02", "ends_on": "2026-10-03"}]
    assert case.content["denial_reason"] == "Codes of the remittance advice: CO-96 (not covered)"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (claim("4", "CO*16*200", "MB", "MOA***MA130"), "remark MA130"),
        (claim("1", "CO*45*200"), "contractual"),
        (claim("4", "OA*18*200"), "sent before"),
        (claim("1", "PR*1*200"), "the patient's share"),
        (claim("1", "OA*23*200"), "another payer"),
        (claim("22", "CO*50*-200"), "reversal"),
        (claim("1", "CR*50*200"), "nothing was denied"),
        (claim("25", "CO*50*200"), "priced in advance"),
        (claim("4", "CO*50*200", "CI"), "does not say that it is Medicare"),
    ],
)
def test_what_is_listed_and_not_opened(given: tuple[str, ...], said: str) -> None:
    (reason,) = why(transaction("0001", given))
    assert said in reason


def test_an_unknown_code_is_a_denial_where_nothing_was_paid() -> None:
    (case,) = found(transaction("0001", claim("4", "CO*999*200"))).cases
    assert case.content["denial_reason"] == "Codes of the remittance advice: CO-999"
    paid = ("CLP*P*1*200*80*0*MB*1126100000009", "CAS*CO*999*120")
    assert "not known here" in why(transaction("0001", paid))[0]


@pytest.mark.parametrize("contract", ["acme health", "12345", "H9999", "512345678"])
def test_payers_with_a_contract_by_name_or_id(contract: str) -> None:
    sent = transaction("0001", claim("4", "CO*50*200", "16"), payer="ACME HEALTH")
    assert "contract" in why(sent, contracts=(contract,))[0]
    assert len(found(sent, contracts=("Other",)).cases) == 1


def test_what_does_not_say_that_it_is_medicare_is_where_somebody_says_so() -> None:
    sent = transaction("0001", claim("4", "CO*50*200", "CI"))
    (case,) = found(sent, program="part_c").cases
    assert case.content["program"] == "part_c"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (transaction("0002", ("CLP*PAT7*4*DOE*0*0*MB*9",)), "segment 9 (CLP) has no amount"),
        (transaction("0002", ("CLP*PAT7*4*1*NaN*0*MB*9",)), "segment 9 (CLP) has no amount"),
        (transaction("0002", (*DENIED, "DTM*472*DOE")), "segment 16 (DTM) has no day"),
        (transaction("0002", (*DENIED, "CAS*CO")), "segment 16 (CAS) says no group and reason"),
        (transaction("0002", (*DENIED, "Jane Doe*1")), "segment 16 cannot be read"),
        (transaction("0002", DENIED, count=3), "another number of segments"),
        (transaction("0002", DENIED).replace("ST*835*0002", "ST*835*0007"), "another number than"),
        (transaction("0002", DENIED).replace("ST*835", "ST*837"), "is no remittance advice"),
        (transaction("0002", DENIED).partition("SE*")[0], "has no end (SE)"),
    ],
)
def test_a_bad_segment_costs_its_transaction_alone(bad: str, said: str) -> None:
    other = ("CLP*PAT3*4*200*0*0*MB*1126100000003", "CAS*CO*50*200")
    read = found(transaction("0001", DENIED), bad, transaction("0003", other))
    assert [one.id for one in read.cases] == ["CLM-1126100000001", "CLM-1126100000003"]
    (problem,) = read.problems
    assert str(problem.place) in {"transaction 0002", "transaction 0007"}
    assert said in problem.what
    for value in ("PAT7", "DOE", "Doe", "JANE", "1EG4"):
        assert value not in problem.what


def test_a_claim_twice_in_a_file_is_opened_by_nobody() -> None:
    read = found(transaction("0001", DENIED), transaction("0002", DENIED))
    assert [one.problems[0].what for one in read.cases] == [
        "has the same id as transaction 0002, claim 1; an id is for one case",
        "has the same id as transaction 0001, claim 1; an id is for one case",
    ]


def test_a_claim_without_a_number_has_no_id() -> None:
    given = ("CLP*PAT1*4*200*0*0*MB", "CAS*CO*50*200")
    (case,) = found(transaction("0001", given)).cases
    assert [one.what for one in case.problems] == ["has no claim_numbers for its id"]


def test_no_name_or_number_of_a_patient_is_in_a_case() -> None:
    cases = found(transaction("0001", DENIED, PARTLY_DENIED)).cases
    for value in ("DOE", "JANE", "1EG4TE5MK73", "PAT1", "PAT2"):
        assert value not in str(cases)


@pytest.mark.parametrize("end", ["~\n", "~\r\n", "\n", "'"])
def test_the_separators_that_the_file_says(end: str) -> None:
    text = file(transaction("0001", DENIED)).replace("~\n", "~").replace("~", end)
    assert len(cases_of_remittance(text.encode(), (), None, MANAGER).cases) == 1
    others = text.replace("*", "|").replace(":", ">")
    assert len(cases_of_remittance(others.encode(), (), None, MANAGER).cases) == 1


def test_lines_of_a_fixed_length() -> None:
    text = file(transaction("0001", DENIED)).replace("\n", "")
    broken = "\n".join(text[at : at + 80] for at in range(0, len(text), 80))
    with pytest.raises(ImportRefusedError):
        # An ISA segment that is broken too has no fixed width.
        cases_of_remittance(broken.encode(), (), None, MANAGER)
    body = text[106:]
    wrapped = text[:106] + "\n".join(body[at : at + 80] for at in range(0, len(body), 80))
    assert len(cases_of_remittance(wrapped.encode(), (), None, MANAGER).cases) == 1


@pytest.mark.parametrize("content", ["", "ISA", "x" * 200, "ISA" + "A" * 200, "ISA*00*~" * 20])
def test_what_is_no_x12_file_is_refused(content: str) -> None:
    with pytest.raises(ImportRefusedError, match="no X12 file"):
        cases_of_remittance(content.encode(), (), None, MANAGER)


def test_a_file_without_transactions_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="holds no transaction"):
        cases_of_remittance(file().encode(), (), None, MANAGER)


def test_ids_by_a_pattern() -> None:
    text = file(transaction("0001", DENIED)).encode()
    read = cases_of_remittance(text, (), IdPattern("R-{notice_date}-{claim_numbers}"), MANAGER)
    assert [one.id for one in read.cases] == ["R-2026-11-17-1126100000001"]


def test_the_words_of_codes_are_short() -> None:
    assert all(len(one.words) <= 60 for one in REASONS.values())


def test_a_transaction_without_an_end_in_sight_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_MOST_SEGMENTS", 20)
    with pytest.raises(ImportRefusedError, match="transaction 0001 has more than 20 segments"):
        found(transaction("0001", DENIED, PARTLY_DENIED))
