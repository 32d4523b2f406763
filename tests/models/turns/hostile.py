"""Whatever can be typed or signaled: well formed, half right, and nonsense, by the forms' schemas.

All text that a person types holds `PRIVATE`, so that it is found wherever it may not stand.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from pydantic import BaseModel

from models.cases.evidence import EvidenceKind
from models.cases.kinds import CaseKind
from models.cases.log.entries import MadeBy
from models.procedure.kinds import INTAKES, PROCEDURES
from tests.workflows.appeal.ladder_walks import intake_of, ways_in

Json = dict[str, Any]

PRIVATE = "Zebra Quagga"
"""In every name, address, diagnosis and reason that is typed."""

ADDRESS = "zebra.quagga@mail.example"

PHONE = "+12025550143"

SECRETS = ("zebra", "quagga", "mail.example", "2025550143")
"""What is found of them in small letters, wherever it stands."""

MOMENTS = (
    datetime(2026, 11, 10, 15, tzinfo=UTC),
    # Clocks go forward and back in the United States; and back in New Zealand.
    datetime(2027, 3, 14, 6, 59, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2027, 4, 3, 14, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 1, 1, 9, 59, 59, 999999, tzinfo=UTC),
)
"""When cases are opened."""

ZONES = ("America/New_York", "Pacific/Honolulu", "Pacific/Auckland", "Asia/Kathmandu", "UTC")

_EDGES = (
    *("0001-01-01", "0001-01-02", "0999-12-31", "1969-12-31", "2000-01-01", "2013-12-31"),
    *("2014-01-01", "2015-01-01", "2024-02-29", "2025-01-01", "2028-02-29", "2199-12-31"),
    *("2200-01-01", "9998-12-31", "9999-12-30", "9999-12-31"),
)
"""Days at the edges of the calendar and of the rulebook."""

_LONG = f"{PRIVATE} " * 80_000

_DEEP: Any = [PRIVATE]
for _ in range(300):
    _DEEP = {"deeper": [_DEEP]}

_NONSENSE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 7, 86_400, 10**30, -(10**30), 1e308, -0.5),
    *(float("nan"), float("inf"), "", " ", "\x00", "\ud800", "NaN", "1e999999", "-0", "null"),
    *(1793577600, "1793577600", "3.0", 3.0, "false", "2026-11-20T00:00:00", "a\x00b", 10**4000),
    *("yesterday", "2026-02-30", "2026-11-02T10:00:00Z", "12026-11-02", "24:00", "14:30+02:00"),
    *([], {}, [[]], [None], [{}], {"": None}, {PRIVATE: PRIVATE}, {"on": {"on": {"on": 1}}}),
    *({1: 2}, {None: [1]}, {"email": [ADDRESS]}, [PRIVATE] * 30, list(range(6000))),
    *(PRIVATE, f"{PRIVATE}\n{PRIVATE}", f"<b>{PRIVATE}</b>", f"{{{PRIVATE}}}", "%s%n{0}"),
    *(ADDRESS, f"{PRIVATE} <{ADDRESS}>", "żebra@mail.example", PHONE),
    *(_LONG, _DEEP),
)

_PROGRAMS = {
    CaseKind.SECOND_OPINION: ("original", "part_c"),
    CaseKind.RECORDS_TRANSFER: ("original", "part_c", "part_d", "hospital_discharge_original"),
}

_HOURS = ("00:00", "00:00:00.000001", "02:30", "12:00", "23:59:59.999999")


def a_kind(chance: Random) -> CaseKind:
    kinds: list[CaseKind] = [*CaseKind, CaseKind.APPEAL, CaseKind.APPEAL]
    return chance.choice(kinds)


def an_intake(chance: Random, kind: CaseKind, today: date) -> Json:
    """An intake that mostly fits."""
    odds = 0.02 if kind is CaseKind.APPEAL else 0.15
    intake = a_form(chance, INTAKES[kind], today, required=0.0, optional=odds)
    if kind is CaseKind.APPEAL:
        intake |= intake_of(chance.choice(_ways()), chance, today)
        intake |= {"service": PRIVATE} | ({"second_opinion": {}} if chance.random() < 0.2 else {})
    else:
        intake["program"] = chance.choice(_PROGRAMS.get(kind, ("part_c", "part_d")))
        if kind is CaseKind.GRIEVANCE and intake["program"] == "part_c":
            intake.pop("drug_obtained", None)
    intake["zone"] = chance.choice(ZONES)
    intake["case_manager"] = {"email": ADDRESS, "name": PRIVATE}
    intake.pop("case_id", None)
    if chance.random() < 0.8:
        intake.pop("reminders", None)
    for name in ("planning", "second_opinion"):
        if chance.random() < 0.8:
            intake.pop(name, None)
    return _spoiled(chance, intake, odds=0.05)


def a_report(chance: Random, kind: CaseKind, today: date, step: tuple[str, Json]) -> Any:
    """The update and what it says: the next step as it is shown, any other, or nonsense."""
    types = PROCEDURES[kind].types
    die = chance.random()
    if die < 0.4 and step[0] in types:
        return step[0], _spoiled(chance, dict(step[1]), odds=0.1)
    if die < 0.45:
        return "acknowledge", {"deadline": chance.choice(("A1", "nothing", PRIVATE, "1", _LONG))}
    if die < 0.48:
        name = chance.choice(sorted({name for one in PROCEDURES.values() for name in one.types}))
        return name, chance.choice(({}, {"on": str(today)}))
    if die < 0.62:
        return a_change(chance, kind, today)
    name = chance.choice(sorted(types))
    if die < 0.65:
        return name, chance.choice(_NONSENSE)
    return name, _spoiled(chance, a_form(chance, types[name].model, today), odds=0.1)


def a_change(chance: Random, kind: CaseKind, today: date) -> Any:
    """A correction or take-back: of a report there may be, to what one of some kind might say."""
    types = PROCEDURES[kind].types
    steps: list[Json] = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        model = types[chance.choice(sorted(types))].model
        fields = a_form(chance, chance.choice((model, model, INTAKES[kind])), today)
        emptied = {name: None for name in fields if chance.random() < 0.1}
        number = chance.choice((1, 2, 2, 3, 3, 4, 5, 6, 7, 99, 0))
        steps.append({"report": number, "content": fields | emptied})
        if chance.random() < 0.4:
            del steps[-1]["content"]
    first, *also = steps
    change = {**first, "reason": PRIVATE} | ({"also": also} if also else {})
    if chance.random() < 0.2:
        change["preview"] = chance.choice((True, False))
    update = "correct" if "content" in first else "take_back"
    return update, _spoiled(chance, change, odds=0.1)


def a_word(
    chance: Random, kind: CaseKind, id_: str, parent: str | None, children: Mapping[str, Json]
) -> Any:
    """What another case may signal: of a child or a parent, forged, out of order, or nonsense."""
    die = chance.random()
    today = date(2026, 11, 1) + timedelta(days=chance.randint(0, 90))
    if die < 0.15:
        return chance.choice(_NONSENSE)
    if die < 0.55:
        child = chance.choice((*children, *children, id_, f"{id_}.records.9", "", "another"))
        own = children.get(child, {}).get("kind", "records_transfer")
        word: Json = {
            "child": child,
            "kind": own if chance.random() < 0.8 else chance.choice((*CaseKind,)).value,
            "sequence": chance.choice((-1, 0, 1, 2, 3, 9, 10**25, "4", "5.0", 6.0, True)),
            "stage": chance.choice(("open", "", PRIVATE)),
            "what": chance.choice(("", "Opened.", "{} %s {0}", f"{PRIVATE}")),
            "milestones": [
                {
                    "key": chance.choice(("report", "visit", "records", "sent", "no such")),
                    "title": "Step",
                    "latest_on": a_day(chance, today),
                    "expected_on": a_day(chance, today),
                    "done_on": chance.choice((None, a_day(chance, today))),
                }
                for _ in range(chance.randint(0, 2))
            ],
            "evidence": [
                {
                    "id": chance.choice(("E1", "E2", "", id_)),
                    "kind": chance.choice((*EvidenceKind,)).value,
                    "received_on": a_day(chance, today),
                    "agreement": chance.choice((None, "agrees", "disagrees")),
                }
                for _ in range(chance.randint(0, 2))
            ],
            "ending": chance.choice((None, None, "closed", "agreed", "conflict", "", "no such")),
        }
        return _spoiled(chance, word, odds=0.1)
    types = PROCEDURES[kind].types
    told = [name for name, one in types.items() if one.made_by is MadeBy.PARENT]
    name = chance.choice((*told, *told, *told, *sorted(types), "no such"))
    content: Any = chance.choice(_NONSENSE)
    if name in types and chance.random() < 0.9:
        content = a_form(chance, types[name].model, today)
    word = {
        "parent": chance.choice((parent, parent, "AC-0", None, 7)),
        "report": name,
        "content": content,
        "number": 3,
    }
    return _spoiled(chance, word, odds=0.05)


def a_form(
    chance: Random,
    model: type[BaseModel],
    today: date,
    *,
    required: float = 0.03,
    optional: float = 0.25,
) -> Json:
    """A form of a model; each field that is required is left out, and each other given, by odds."""
    schema = _schema(model)
    return _object(chance, schema, schema, today, (required, optional))


def a_day(chance: Random, today: date) -> str:
    """A day: mostly near today, on both sides of it, or at an edge."""
    if chance.random() < 0.1:
        return chance.choice(_EDGES)
    near = (0, 0, 0, 0, -1, -1, -2, -3, -5, -10, -30, -65, -400, 1, 14, 60)
    return str(today + timedelta(days=chance.choice(near)))


@cache
def _ways() -> tuple[Json, ...]:
    return tuple(ways_in())


@cache
def _schema(model: type[BaseModel]) -> Json:
    return model.model_json_schema()


def _object(
    chance: Random, schema: Json, root: Json, today: date, odds: tuple[float, float]
) -> Json:
    needed = set(schema.get("required", ()))
    return {
        name: _value(chance, {**one, "title": name}, root, today, odds)
        for name, one in schema.get("properties", {}).items()
        if (chance.random() >= odds[0] if name in needed else chance.random() < odds[1])
    }


def _value(chance: Random, schema: Json, root: Json, today: date, odds: tuple[float, float]) -> Any:
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "pattern" in schema and "anyOf" not in schema and schema["title"] != "code":
        return chance.choice(("150.00", "0", "9999999999.99"))
    if "anyOf" in schema:
        arms = schema["anyOf"]
        # None is as good as left out.
        arm = arms[0] if chance.random() < 0.9 else chance.choice(arms)
        schema = {**arm, "title": schema["title"]}
        return _value(chance, schema, root, today, odds)
    if "enum" in schema:
        return chance.choice(schema["enum"])
    return _value_of_type(chance, schema, root, today, odds)


def _value_of_type(
    chance: Random, schema: Json, root: Json, today: date, odds: tuple[float, float]
) -> Any:
    value: Any = None
    match schema.get("type"):
        case "object" if "properties" in schema:
            value = _object(chance, schema, root, today, odds)
        case "object":
            value = {PRIVATE: PRIVATE}
        case "array":
            items = {**schema.get("items", {}), "title": schema["title"]}
            value = [_value(chance, items, root, today, odds) for _ in range(chance.randint(0, 3))]
        case "integer" | "number":
            value = chance.choice((schema.get("minimum", 1), schema.get("maximum", 3), 1, 5, 14, 0))
        case "boolean":
            value = chance.choice((True, False))
        case "string":
            value = _text(chance, schema, today)
    return value


def _text(chance: Random, schema: Json, today: date) -> str:
    if schema.get("format") == "date":
        return a_day(chance, today)
    if schema.get("format") == "time":
        return chance.choice(_HOURS)
    if schema.get("format") == "phone":
        return PHONE
    known = {"email": ADDRESS, "phone": PHONE, "zone": chance.choice(ZONES), "code": "cm-7"}
    return known.get(schema["title"], chance.choice((PRIVATE, PRIVATE, f"{PRIVATE} {today}", "E1")))


def _spoiled(chance: Random, form: Json, *, odds: float) -> Json:
    """The same with a field or two that do not fit, now and then."""
    if chance.random() >= odds:
        return form
    name = chance.choice((*form, PRIVATE, "no_such_field")) if form else PRIVATE
    return {**form, name: chance.choice(_NONSENSE)}
