import json
from datetime import UTC, datetime
from typing import Any

import pytest

from models.imports.cases_found import Found, ImportRefusedError
from models.imports.fhir.cases import cases_of_fhir
from models.imports.ids import IdPattern
from models.imports.opening import Opening, opening_of
from tests.models.imports.fhir.resources import claim_response, concept, explanation, review
from tests.models.imports.lists import MANAGER

NOW = datetime(2027, 3, 1, 17, tzinfo=UTC)


def found(*resources: Any, pattern: str = "", program: str = "") -> Found:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}
    made = IdPattern(pattern) if pattern else None
    defaults = MANAGER | ({"program": program} if program else {})
    return cases_of_fhir(json.dumps(bundle).encode(), made, defaults)


def test_a_denied_response_is_a_case() -> None:
    denied = review("A3", number="A-77", reason="No notes were sent")
    (case,) = found({"resourceType": "Patient"}, claim_response(denied)).cases
    opening = opening_of(case, NOW)
    assert isinstance(opening, Opening)
    assert (case.id, str(case.place)) == ("PA-CR-1", "resource 2 (ClaimResponse)")
    assert opening.content == MANAGER | {
        "program": "part_c",
        "kind": "service",
        "prior_authorization": True,
        "notice_date": "2027-02-10",
        "service": "A service that needs prior authorization",
        "plan": "Acme Health",
        "provider": "Valley Clinic",
        "denial_reason": "Not medically necessary; No notes were sent (0V)",
        "references": {"authorization": "A-77"},
    }
    assert [one.rule for one in opening.clocks] == ["C.RECON.FILE"]


def test_of_an_explanation_of_benefit_the_denied_items_are_the_case() -> None:
    said = explanation(review("A1", "pdex"), review("A3", "pdex"))
    (case,) = found(said).cases
    assert isinstance(opening_of(case, NOW), Opening)
    assert case.id == "PA-PA-2"
    assert case.content["service"] == "Knee replacement (27442)"
    assert case.content["items"] == ["Knee replacement (27442)"]
    assert case.content["service_dates"] == [{"starts_on": "2027-03-01", "ends_on": "2027-03-02"}]
    assert case.content["references"] == {"authorization": "A-77"}


@pytest.mark.parametrize("guide", ["pas", "pdex", "hrex"])
@pytest.mark.parametrize("code", ["A3", "A2", "A6"])
def test_denied_in_whole_or_in_part_by_each_guide(guide: str, code: str) -> None:
    assert len(found(claim_response(review(code, guide))).cases) == 1


def test_denied_as_a_whole_and_by_the_reason_of_an_adjudication() -> None:
    assert len(found(claim_response(adjudication=[review("A3")], item=None)).cases) == 1
    by_reason = {"category": concept("denialreason"), "reason": concept("197", "No authorization")}
    (case,) = found(explanation(by_reason)).cases
    assert case.content["denial_reason"] == "No authorization (197)"


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        (claim_response(review("A1")), "approved"),
        (claim_response(review("A4"), outcome="queued"), "not decided yet"),
        (claim_response(outcome="queued", item=None), "not decided yet"),
        (claim_response(review("C")), "cancelled"),
        (claim_response(review("A3"), status="cancelled"), "cancelled"),
        (claim_response(review("A3"), use="claim"), "no prior authorization"),
        (claim_response(item=None), "look at it yourself"),
    ],
)
def test_what_is_listed_and_not_opened(resource: dict[str, Any], why: str) -> None:
    read = found(resource)
    assert read.cases == ()
    assert why in read.not_opened[0].why


def test_a_resource_that_does_not_fit_costs_itself_alone() -> None:
    wrong = claim_response(review("A3"), created="Jane Doe", id="CR-2")
    unknown = claim_response(review("A3"), **{"id": "CR-3", "Jane Doe": "1EG4-TE5-MK73"})
    read = found(wrong, unknown, claim_response(review("A3")))
    assert [one.id for one in read.cases] == ["PA-CR-1"]
    assert [(str(one.place), one.what) for one in read.problems] == [
        ("resource 1 (ClaimResponse)", "does not fit FHIR R4B at created"),
        ("resource 2 (ClaimResponse)", "does not fit FHIR R4B at its beginning"),
    ]


def test_no_patient_and_no_diagnosis_is_in_a_case() -> None:
    cases = found(claim_response(review("A3")), explanation(review("A3"))).cases
    assert len(cases) == 2
    for value in ("Jane", "Doe", "M17.11"):
        assert value not in str(cases)


def test_one_resource_lines_of_them_and_ids_by_a_pattern() -> None:
    one, other = claim_response(review("A3")), explanation(review("A3"))
    alone = cases_of_fhir(json.dumps(one).encode(), None, MANAGER)
    assert [case.id for case in alone.cases] == ["PA-CR-1"]
    lines = f"{json.dumps(one)}\n\n{json.dumps(other)}\n".encode()
    assert len(cases_of_fhir(lines, None, MANAGER).cases) == 2
    read = found(one, other, pattern="AC-{references.authorization}")
    assert [(case.id, [one.what for one in case.problems]) for case in read.cases] == [
        ("", ["has no references.authorization for the id of its case"]),
        ("AC-A-77", []),
    ]
    assert found(one, program="integrated").cases[0].content["program"] == "integrated"


def test_the_same_response_twice_is_named() -> None:
    read = found(claim_response(review("A3")), claim_response(review("A3")))
    assert all("has the same id as" in case.problems[0].what for case in read.cases)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe", "is no FHIR file"),
        (b"<xml/>", "is no FHIR file"),
        (b"[1]", "is no FHIR file"),
        (b'{"resourceType": "Patient"}\n{', "line 2 is no JSON"),
        (b"[" * 100_000, "is no FHIR file"),
        (b'{"resourceType": "Bundle", "entry": [1, {"resource": 2}]}', "holds no ClaimResponse"),
        (b'{"resourceType": "Bundle", "entry": 1}', "holds no ClaimResponse"),
    ],
)
def test_what_is_no_fhir_file_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(ImportRefusedError, match=why):
        cases_of_fhir(content, None, MANAGER)
