"""FHIR resources in the shape of public samples of prior authorization; all in them is made up."""

from typing import Any

_GUIDE = "http://hl7.org/fhir/us/davinci-{guide}/StructureDefinition/"

Json = dict[str, Any]


def concept(code: str, text: str = "") -> Json:
    return {"coding": [{"code": code, **({"display": text} if text else {})}]}


def review(code: str, guide: str = "pas", *, number: str = "", reason: str = "") -> Json:
    """An adjudication with the plan's review action."""
    base = _GUIDE.format(guide=guide)
    parts: list[Json] = [
        {"url": f"{base}extension-reviewActionCode", "valueCodeableConcept": concept(code)}
    ]
    if number:
        parts.append({"url": "number", "valueString": number})
    if reason:
        parts.append({"url": "reasonCode", "valueCodeableConcept": concept("0V", reason)})
    return {
        "extension": [{"url": f"{base}extension-reviewAction", "extension": parts}],
        "category": concept("submitted"),
    }


def claim_response(*adjudications: Json, **changes: Any) -> Json:
    """A ClaimResponse (PAS), as a provider gets it."""
    items = [
        {"itemSequence": number, "adjudication": [one]}
        for number, one in enumerate(adjudications, 1)
    ]
    return {
        "resourceType": "ClaimResponse",
        "id": "CR-1",
        "status": "active",
        "type": concept("professional"),
        "use": "preauthorization",
        "patient": {"reference": "Patient/Jane", "display": "Jane Doe"},
        "created": "2027-02-10T23:30:00-08:00",
        "insurer": {"display": "Acme Health"},
        "requestor": {"display": "Valley Clinic"},
        "outcome": "complete",
        "disposition": "Not medically necessary",
        "item": items,
    } | changes


def explanation(*adjudications: Json, **changes: Any) -> Json:
    """An ExplanationOfBenefit (PDex), as a member's app gets it."""
    items = [
        {
            "sequence": number,
            "productOrService": concept(f"2744{number}", "Knee replacement"),
            "servicedPeriod": {"start": "2027-03-01", "end": "2027-03-02"},
            "adjudication": [one],
        }
        for number, one in enumerate(adjudications, 1)
    ]
    return {
        "resourceType": "ExplanationOfBenefit",
        "id": "PA.2",
        "status": "active",
        "type": concept("institutional"),
        "use": "preauthorization",
        "patient": {"reference": "Patient/Jane"},
        "created": "2027-02-10",
        "insurer": {"display": "Acme Health"},
        "provider": {"display": "Valley Clinic"},
        "outcome": "complete",
        "preAuthRef": ["A-77"],
        "insurance": [{"focal": True, "coverage": {"reference": "Coverage/1"}}],
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept("M17.11")}],
        "item": items,
    } | changes
