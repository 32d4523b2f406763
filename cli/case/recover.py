"""The command that says what an appeal is about in dollars, and what a second opinion costs."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.case.asking import ask_case
from cli.errors import fail
from cli.output import AsJson, print_document
from cli.temporal import temporal

if TYPE_CHECKING:
    from models.cases.standing import Said
    from models.presentation.shown import Shown
    from models.recovery.recovery import Recovery

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The Workflow ID.")]

_LABEL = 22


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(recover)


def recover(case_id: CaseId, *, as_json: AsJson = False) -> None:
    """What the patient would owe with and without the appeal; nothing is promised."""
    from models.procedure.appeal.recovery import recovery_of  # noqa: PLC0415  (keeps --help quick)
    from models.procedure.appeal.standing import AppealStanding  # noqa: PLC0415
    from models.procedure.second_opinion.standing import OpinionStanding  # noqa: PLC0415

    shown, opinions = asyncio.run(_asked(case_id))
    if isinstance(shown.standing, OpinionStanding):
        found, opinions = None, [shown]
    elif isinstance(shown.standing, AppealStanding):
        found = recovery_of(shown.case, shown.standing)
    else:
        fail(f"{case_id}: expected an appeal or a second opinion")
    costs = [(one.case.id, _cost(one)) for one in opinions]
    if as_json:
        listed = [{"case": name, "cost": cost} for name, cost in costs]
        document = _document(found) if found is not None else {}
        print_document("recover", {"case": case_id, **document, "second_opinions": listed})
        return
    for line in _lines(found) if found is not None else ():
        typer.echo(line)
    for name, cost in costs:
        typer.echo(f"Second opinion {name}: {cost}")


def _lines(found: "Recovery") -> Iterator[str]:
    from models.recovery.words import comparison, lead, opened  # noqa: PLC0415
    from models.words.english.tables import say  # noqa: PLC0415

    for label, amount in (
        ("Billed", found.amounts.billed),
        ("Denied", found.denied),
        ("Allowed", found.amounts.allowed),
        ("Amount in controversy", found.amount),
    ):
        given = f"${amount:,.2f}" if amount is not None else "not known"
        yield f"{label:<{_LABEL}} {given}"
    yield say(lead(found))
    yield from (say(one) for one in (*comparison(found), *found.share.counted))
    for title, listed in (("Assumed", found.assumed), ("Not known", found.unknown)):
        if listed:
            yield f"{title}:"
            yield from (f"  {say(one)}" for one in listed)
    if found.opens:
        yield "What the amount in controversy opens:"
        yield from (f"  {say(opened(one))}" for one in found.opens)
    from models.cases.standing import Said  # noqa: PLC0415

    yield say(Said("recovery.no_promise"))


def _document(found: "Recovery") -> dict[str, Any]:
    from models.words.english.tables import say  # noqa: PLC0415

    return {
        "billed": _number(found.amounts.billed),
        "allowed": _number(found.amounts.allowed),
        "denied": _number(found.denied),
        "owed_denied": _number(found.owed_denied),
        "owed_covered": _number(found.owed_covered),
        "difference": _number(found.difference),
        "counted": [say(one) for one in found.share.counted],
        "assumed": [_named(one, "assumed_") for one in found.assumed],
        "unknown": [_named(one, "unknown_") for one in found.unknown],
        "amount_in_controversy": _number(found.amount),
        "opens": [
            {
                "level": one.level,
                "year": one.year,
                "needed": _number(one.needed),
                "enough": one.enough,
            }
            for one in found.opens
        ],
    }


def _named(said: "Said", prefix: str) -> dict[str, str]:
    from models.words.english.tables import say  # noqa: PLC0415

    return {"what": said.code.partition(".")[2].removeprefix(prefix), "text": say(said)}


def _number(amount: Decimal | None) -> str | None:
    """Dollars and cents as text: a number would be rounded by some readers."""
    return f"{amount:.2f}" if amount is not None else None


def _cost(shown: "Shown") -> str:
    """What the visit of a second opinion costs the patient."""
    from models.procedure.second_opinion.terms import estimate_of  # noqa: PLC0415
    from models.rulebook import RulebookError  # noqa: PLC0415
    from models.words.english.tables import say  # noqa: PLC0415

    try:
        return say(estimate_of(shown.case, shown.standing))  # type: ignore[arg-type]
    except RulebookError as error:
        return str(error)


async def _asked(case_id: str) -> "tuple[Shown, list[Shown]]":
    """The case as it is now, and the second opinions beside it."""
    from models.cases.kinds import CaseKind  # noqa: PLC0415
    from models.presentation.queries import shown_of  # noqa: PLC0415

    async with temporal() as client:
        shown = shown_of(await ask_case(client, case_id, "whole"))
        beside = [one.id for one in shown.case.children if one.kind is CaseKind.SECOND_OPINION]
        return shown, [shown_of(await ask_case(client, one, "whole")) for one in beside]
