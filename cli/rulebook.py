"""Commands for the rulebook: explain one time limit, list the rows in force, show an amount."""

from datetime import date, datetime
from typing import Annotated

import pendulum
import typer
from pydantic import ValidationError

from cli.case.explained.command import CaseOption, CasePage, CasePrivate, explain_case
from cli.desk_files import take_desk_files
from cli.errors import Exit, fail
from cli.output import AsJson, print_document, print_table
from cli.rulebook_choice import Choice, explain_by, is_doubtful
from models.local_time import long_day, long_moment, short_day, zone_in_words
from models.rulebook import Facts, Row, RulebookError, UnknownRuleError, rulebook
from models.rulebook.counting.timeliness import Timeliness
from models.rulebook.facts import day_or_moment
from models.rulebook.reckoning import Reckoning
from models.rulebook.row import Extension, Version

HOME_ZONE = "America/New_York"
"""The zone taken where none is given."""

_UNVERIFIED = "Unverified: check the notice, or ask where there is none."


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (explain, rules, amount):
        app.command()(command)


def explain(  # noqa: PLR0913 (each is an option)
    rule_id: Annotated[
        str | None, typer.Argument(metavar="RULE_ID", help="Id of a row, such as C.RECON.FILE.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="What starts the clock: 2026-11-02 or 2026-11-02T09:30."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Instead: the oldest notice for which this day is still in time."
        ),
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A further fact, as received=2026-11-04."),
    ] = None,
    zone: Annotated[str, typer.Option(help="IANA time zone of whoever must act.")] = HOME_ZONE,
    *,
    case: CaseOption = None,
    html: CasePage = None,
    private: CasePrivate = False,
    as_json: AsJson = False,
) -> None:
    """Count one time limit out, or every clock of a case: the days, every step, and the law."""
    if case is not None:
        if rule_id or on or by or fact:
            fail("expected --case alone, or RULE_ID with --on WHEN or --by DATE")
        explain_case(case, html, private=private, as_json=as_json)
        return
    if html is not None or private:
        fail("--html, --private: expected together with --case CASE")
    if rule_id is None or (on is None) == (by is None):
        fail("expected RULE_ID with either --on WHEN or --by DATE, or --case CASE")
    take_desk_files()
    facts = _facts(fact or [])
    if by is not None:
        explain_by(rule_id, _day(by, "--by"), facts, zone, as_json=as_json)
    else:
        _explain_on(rule_id, _when(on or ""), facts, zone, as_json=as_json)


def _explain_on(
    rule_id: str, when: date | datetime, facts: Facts, zone: str, *, as_json: bool
) -> None:
    try:
        row = rulebook.row(rule_id)
        version = rulebook.version(rule_id, when, zone=zone)
        if row.kind == "fact":
            _show_fact(row, version, as_json=as_json)
            return
        reckoning = rulebook.reckon(rule_id, when, zone=zone, facts=facts)
        filing = rulebook.timeliness(reckoning, facts.filed) if facts.filed else None
    except UnknownRuleError as error:
        fail(str(error), Exit.NOT_FOUND)
    except RulebookError as error:
        fail(str(error))
    if as_json:
        data = _as_data(row, version, reckoning, facts, filing)
        print_document("explain", data)
        return
    typer.echo(_heading(row, verified=reckoning.verified))
    typer.echo(f"Due {_due_in_words(reckoning)}.")
    for step in _steps(reckoning, filing):
        typer.echo(f"  {step}")
    if reckoning.safe_by:
        typer.echo(f"Mail it by {long_day(reckoning.safe_by)}: it counts when it arrives.")
    extension = _extension(version, facts)
    if extension and not facts.extended:
        typer.echo(f"It can be extended: {extension.in_words}.")
    if row.opens:
        typer.echo(f"When it runs out: {row.opens}.")
    if row.lateness:
        typer.echo(f"Late: {row.lateness.words} ({row.lateness.citation})")
    _show_source(version, reckoning.citation, reckoning.evidence, _quote(version, facts))


def rules(  # noqa: PLR0913 (each is an option)
    program: Annotated[str | None, typer.Option(help="Only this program, such as part_c.")] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="In force on this day; today if left out.")
    ] = None,
    expiring: Annotated[
        str | None,
        typer.Option(metavar="SPAN", help="Only what ends within so many days, such as 60d."),
    ] = None,
    *,
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Only rows that rest on no text that was seen.")
    ] = False,
    in_use: Annotated[
        bool, typer.Option("--in-use", help="Only rows that a level of a program runs or names.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the rows in force on a day; --expiring names the years without amounts too."""
    try:
        day = _day(on) if on else _today()
        rows = rulebook.rows(program=program, on=day)
    except RulebookError as error:
        fail(str(error))
    chosen = Choice(day, unverified=unverified, in_use=in_use, expiring=expiring)
    found = [(row, row.version_on(day)) for row in rows if chosen.takes(row)]
    unpublished = chosen.unpublished
    if as_json:
        data = [
            {
                "rule": row.id,
                "kind": row.kind,
                "title": row.title,
                "programs": row.programs,
                "who": row.who,
                "version": version.label,
                "citation": version.citation,
                "evidence": version.evidence,
                "verified": not is_doubtful(version),
                "ends": _iso(version.effective_to),
            }
            for row, version in found
        ]
        print_document("rules", {"rules": data, "unpublished": unpublished})
        return
    for line in unpublished:
        typer.echo(f"Not published yet: {line}.")
    if not found and (unverified or in_use or expiring):
        typer.echo(f"No row in force on {long_day(day)} is such.")
        return
    if not found:
        typer.echo(f"The rulebook holds no row in force on {long_day(day)}.")
        return
    print_table(
        ("RULE", "WHAT", "LAW", ""),
        [
            (row.id, row.title, version.citation, _mark(version, shows_end=expiring is not None))
            for row, version in found
        ],
    )


def amount(
    forum: Annotated[str, typer.Argument(metavar="alj|court", help="Which threshold.")],
    on: Annotated[str, typer.Option(metavar="DATE", help="The day the request is filed.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show the amount in controversy for a request filed on a day."""
    try:
        day = _day(on)
        threshold = rulebook.amount(forum, on=day)
    except RulebookError as error:
        fail(str(error))
    if as_json:
        data = {
            "forum": threshold.forum,
            "on": day.isoformat(),
            "amount": None if threshold.amount is None else int(threshold.amount),
            "published": threshold.published,
            "effective_from": threshold.effective_from.isoformat(),
            "citation": threshold.citation,
            "evidence": threshold.evidence,
            "verified": threshold.verified,
        }
        print_document("amount", data)
        return
    where = "An ALJ hearing" if threshold.forum == "alj" else "Federal district court"
    if threshold.amount is None:
        typer.echo(
            f"{where}: the amount for {day.year} is not published in the rulebook's sources."
        )
        return
    typer.echo(f"{where} asks for ${threshold.amount:,} where the request is filed in {day.year}.")
    typer.echo(f"{threshold.citation}. Evidence: {threshold.evidence}.")
    if not threshold.verified:
        typer.echo(_UNVERIFIED)


def _as_data(
    row: Row,
    version: Version,
    reckoning: Reckoning,
    facts: Facts,
    filing: Timeliness | None,
) -> dict[str, object]:
    extension = _extension(version, facts)
    return {
        "rule": row.id,
        "version": reckoning.version,
        "title": row.title,
        "who": row.who,
        "due": _due(reckoning),
        "due_at": reckoning.due_at.isoformat(),
        "last_arguable": _iso(reckoning.last_arguable),
        "safe_by": _iso(reckoning.safe_by),
        "receipt": _iso(reckoning.receipt),
        "zone": reckoning.zone,
        "filed_in_time": filing.in_time if filing else None,
        "steps": _steps(reckoning, filing),
        "extension": extension.model_dump(exclude={"unless"}) if extension else None,
        "opens": row.opens,
        "lateness": row.lateness.model_dump() if row.lateness else None,
        "citation": reckoning.citation,
        "quote": _quote(version, facts),
        "source": version.source,
        "read_on": _iso(version.read_on),
        "evidence": reckoning.evidence,
        "verified": reckoning.verified,
    }


def _steps(reckoning: Reckoning, filing: Timeliness | None) -> tuple[str, ...]:
    return (*reckoning.steps, filing.words) if filing else reckoning.steps


def _show_fact(row: Row, version: Version, *, as_json: bool) -> None:
    if as_json:
        data = {
            "rule": row.id,
            "version": version.label,
            "title": row.title,
            "due": None,
            "last_arguable": None,
            "safe_by": None,
            "receipt": None,
            "text": version.text,
            "steps": [version.text],
            "citation": version.citation,
            "quote": version.quote,
            "source": version.source,
            "read_on": _iso(version.read_on),
            "evidence": version.evidence,
            "verified": version.verified,
        }
        print_document("explain", data)
        return
    typer.echo(_heading(row, verified=version.verified))
    if not version.verified:
        typer.echo(f"  {_UNVERIFIED}")
    typer.echo(f"  {version.text}")
    _show_source(version, version.citation, version.evidence, version.quote)


def _mark(version: Version, *, shows_end: bool) -> str:
    """What stands behind a row in the list: its doubt, and the day it ends where that is asked."""
    marks = ["[unverified]"] if is_doubtful(version) else []
    if shows_end and version.effective_to is not None:
        marks.append(f"ends {short_day(version.effective_to)}")
    return " ".join(marks)


def _heading(row: Row, *, verified: bool) -> str:
    """The first line about a row; one that rests on no text that was seen says so there."""
    return f"{row.id}: {row.title}" + ("" if verified else " [unverified]")


def _show_source(version: Version, citation: str, evidence: str, quote: str | None) -> None:
    typer.echo(f"{citation}. Version of {version.label}. Evidence: {evidence}.")
    if quote:
        typer.echo(f'"{quote}"')
    if version.source:
        read = f" (read {short_day(version.read_on)})" if version.read_on else ""
        typer.echo(f"{version.source}{read}")


def _extension(version: Version, facts: Facts) -> Extension | None:
    """How the time can be made longer, where these facts leave room for that."""
    extension = version.extension
    return extension if extension and extension.open_to(facts) else None


def _quote(version: Version, facts: Facts) -> str | None:
    """The words that the limit for these facts rests on."""
    limit = version.limit(facts)
    return limit.quote or version.quote


def _due(reckoning: Reckoning) -> str:
    """A date for a limit in days; for one in hours or at noon the instant, with its offset."""
    if not reckoning.to_the_hour:
        return reckoning.due_on.isoformat()
    return _local(reckoning).isoformat()


def _due_in_words(reckoning: Reckoning) -> str:
    if reckoning.to_the_hour:
        return long_moment(reckoning.due_at, reckoning.zone)
    return f"{long_day(reckoning.due_on)} ({zone_in_words(reckoning.zone)})"


def _local(reckoning: Reckoning) -> datetime:
    return pendulum.instance(reckoning.due_at).in_timezone(reckoning.zone)


def _facts(given: list[str]) -> Facts:
    values: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or name not in Facts.model_fields:
            known = ", ".join(Facts.model_fields)
            fail(f"--fact {name or repr(text)}: expected NAME=VALUE with one of {known}")
        if name in values:
            fail(f"--fact {name}: given twice; expected one value")
        values[name] = value
    try:
        return Facts.model_validate_strings(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        fail(f"--fact {first['loc'][0]}: {first['msg'].removeprefix('Value error, ')}")


def _when(text: str) -> date | datetime:
    try:
        return day_or_moment(text)
    except ValueError:
        fail(f"--on: {text!r} is no date or time; expected 2026-11-02 or 2026-11-02T09:30")


def _day(text: str, option: str = "--on") -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{option}: {text!r} is no date; expected one such as 2026-11-02")


def _today() -> date:
    return pendulum.today(HOME_ZONE).date()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
