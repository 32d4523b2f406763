"""Denied prior authorizations of a FHIR file as cases, and why the other resources are none."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from fhir.resources.R4B.explanationofbenefit import ExplanationOfBenefit

from models.imports.cases_found import (
    MOST_CASES,
    CaseFound,
    Found,
    ImportRefusedError,
    NotOpened,
    Place,
    Problem,
    with_doubles,
)
from models.imports.fhir.resources import Decision, Unread, decisions_of
from models.imports.ids import IdPattern, part_of_id

_REVIEW_ACTION = "extension-reviewAction"
"""The end of the extension's address: the guides of prior authorization (PAS), of data exchange
(PDex) and of what they share (HRex) each have one of the same shape."""

_CODE = ("extension-reviewActionCode", "code")
_REASON, _NUMBER = "reasonCode", "number"

_DENIED, _IN_PART = "A3", frozenset({"A2", "A6"})
_WHY = {
    "A1": "it was approved",
    "A4": "it is not decided yet",
    "C": "it was cancelled",
    "CT": "the plan asks to be called",
    "NA": "the plan says that no authorization is needed",
}
"""By code of the review action: why it makes no case. Those of a denial are not here."""

_DENIAL_REASON = "denialreason"
"""The category of an adjudication that holds the reason of a denial, in the guides of CARIN."""

_PROGRAM = "part_c"
_MOST = 40


def cases_of_fhir(content: bytes, pattern: IdPattern | None, defaults: Mapping[str, Any]) -> Found:
    """The cases of a file.

    Args:
        content: Of the file.
        pattern: How ids are made; by the id of the resource, when None.
        defaults: What every intake says where the file does not: an intake, as it is typed.

    Raises:
        ImportRefusedError: It is no such file, or holds too many cases.
    """
    cases: list[CaseFound] = []
    not_opened: list[NotOpened] = []
    problems: list[Problem] = []
    for place, decision in decisions_of(content):
        if isinstance(decision, Unread):
            problems.append(Problem(place, decision.why))
            continue
        why = _why_none(decision)
        if why is not None:
            not_opened.append(NotOpened(place, why))
        elif decision.created is None:
            problems.append(Problem(place, "does not say when it was created"))
        else:
            cases.append(_case(place, decision, decision.created, pattern, defaults))
        if len(cases) > MOST_CASES:
            message = f"has more than {MOST_CASES} denials; split it into several files"
            raise ImportRefusedError([message])
    return Found(with_doubles(cases), tuple(not_opened), tuple(problems))


def _why_none(decision: Decision) -> str | None:
    """Why a resource makes no case; None where it makes one."""
    if decision.use != "preauthorization":
        return "it is about no prior authorization"
    if decision.status != "active":
        return "it was cancelled, or entered in error"
    codes = {code for one in _adjudications(decision) for code in _action_codes(one)}
    if _DENIED in codes or codes & _IN_PART or any(_denied_items(decision)):
        return None
    known = next((why for code, why in _WHY.items() if code in codes), None)
    if known is not None:
        return known
    if decision.outcome == "queued":
        return _WHY["A4"]
    return "it does not say by a code that it was denied; look at it yourself"


def _case(
    place: Place,
    decision: Decision,
    created: date | datetime,
    pattern: IdPattern | None,
    defaults: Mapping[str, Any],
) -> CaseFound:
    denied = list(_denied_items(decision)) or list(decision.item or ())
    services = _once(_concept(getattr(one, "productOrService", None)) for one in denied)[:_MOST]
    number = _authorization(decision)
    said: dict[str, Any] = {
        "program": defaults.get("program", _PROGRAM),
        "kind": "service",
        "prior_authorization": True,
        "notice_date": _day(created),
        "service": ", ".join(services)[:200] or "A service that needs prior authorization",
        "plan": _display(decision.insurer),
        "provider": _display(
            decision.provider if isinstance(decision, ExplanationOfBenefit) else decision.requestor
        ),
        "items": services,
        "service_dates": [one for one in map(_days, denied) if one][:_MOST],
        "denial_reason": _reason(decision)[:2000],
        "references": {"authorization": number} if number else None,
    }
    said = {name: value for name, value in said.items() if value}
    content = {**defaults, **said}
    if pattern is None:
        id_, missing = (f"PA-{part_of_id(decision.id)}", "") if decision.id else ("", "id")
    else:
        id_, missing = pattern.fill(content)
    problems = (Problem(place, f"has no {missing} for the id of its case"),) if missing else ()
    return CaseFound(place, "" if missing else id_, content, frozenset(said), {}, problems)


def _adjudications(decision: Decision) -> Iterator[Any]:
    """Every adjudication: of the whole, of its items, and of items that the plan added."""
    yield from decision.adjudication or ()
    for item in (*(decision.item or ()), *(decision.addItem or ())):
        yield from item.adjudication or ()


def _denied_items(decision: Decision) -> Iterator[Any]:
    """The items of which something was denied."""
    for item in (*(decision.item or ()), *(decision.addItem or ())):
        for one in item.adjudication or ():
            codes = set(_action_codes(one))
            is_denied = _DENIED in codes or codes & _IN_PART
            if is_denied or _DENIAL_REASON in _codes(one.category):
                yield item
                break


def _actions(adjudication: Any, *names: str) -> Iterator[Any]:  # noqa: ANN401 (three models, one shape)
    """The parts of the review action with one of these addresses."""
    for action in adjudication.extension or ():
        if str(action.url).endswith(f"/{_REVIEW_ACTION}"):
            for part in action.extension or ():
                if str(part.url).rpartition("/")[2] in names:
                    yield part


def _action_codes(adjudication: Any) -> Iterator[str]:  # noqa: ANN401
    for part in _actions(adjudication, *_CODE):
        yield from _codes(part.valueCodeableConcept)


def _codes(concept: Any) -> list[str]:  # noqa: ANN401 (a CodeableConcept)
    return [str(one.code) for one in (concept.coding or () if concept else ()) if one.code]


def _concept(concept: Any) -> str:  # noqa: ANN401
    """A CodeableConcept as its sender says it in words, with its code."""
    if concept is None:
        return ""
    coding = next(iter(concept.coding or ()), None)
    code = str(coding.code or "") if coding else ""
    words = str(concept.text or (coding.display if coding else "") or "")
    return f"{words} ({code})"[:200] if words and code else (words or code)[:200]


def _reason(decision: Decision) -> str:
    """Why it was denied, in the plan's words."""
    reasons = [
        _concept(part.valueCodeableConcept)
        for one in _adjudications(decision)
        for part in _actions(one, _REASON)
    ]
    reasons += [_concept(getattr(one, "reason", None)) for one in _adjudications(decision)]
    notes = [str(one.text or "") for one in decision.processNote or ()]
    return "; ".join(_once([str(decision.disposition or ""), *reasons, *notes]))


def _authorization(decision: Decision) -> str:
    """The number of the authorization, wherever the plan puts it."""
    given = decision.preAuthRef
    numbers = [given] if isinstance(given, str) else list(given or ())
    parts = (part for one in _adjudications(decision) for part in _actions(one, _NUMBER))
    numbers += [part.valueString for part in parts]
    return next((str(one)[:200] for one in numbers if one), "")


def _display(reference: Any) -> str:  # noqa: ANN401 (a Reference)
    return str(reference.display or "")[:200] if reference is not None else ""


def _day(moment: date | datetime) -> str:
    """The day that the plan wrote, whatever hour of whatever zone follows it."""
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def _days(item: Any) -> dict[str, str]:  # noqa: ANN401 (an item of either)
    """The days of an item, where they are said."""
    if getattr(item, "servicedDate", None) is not None:
        return {"starts_on": _day(item.servicedDate)}
    period = getattr(item, "servicedPeriod", None)
    if period is None or period.start is None:
        return {}
    days = {"starts_on": _day(period.start)}
    return days | ({"ends_on": _day(period.end)} if period.end is not None else {})


def _once(texts: Iterable[str]) -> list[str]:
    return [one for one in dict.fromkeys(text.strip() for text in texts) if one]
