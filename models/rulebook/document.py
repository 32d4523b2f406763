"""Writes docs/rulebook.md from the data: `python -m models.rulebook.document [--check]`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from models.rulebook.book import Rulebook
from models.rulebook.facts import Condition, Facts, as_choices
from models.rulebook.ladder import Level, Step
from models.rulebook.page.cells import evidence_of, grounds_of, line_of, lines_of
from models.rulebook.page.elements import elements_page
from models.rulebook.row import Arguable, Limit, Row, Version
from models.rulebook.words import span_in_words

TARGET = Path(__file__).parents[2] / "docs" / "rulebook.md"

_PREAMBLE = """\
# The rulebook

Every time limit that AppealClock knows, with the law it rests on and how far that was verified.
This page is generated from the files under `models/rulebook/`; it is not edited by hand. The notice
a person holds always wins over this table.

**How to read it.** Days are calendar days unless the row says otherwise; the day of the event is
day 0, the last day counts, and the day to work to never rolls over a weekend. Where a row says that
a filing counts until a later day, that day decides whether it was in time. Where a row presumes
receipt, proof of actual receipt replaces the presumption. Which version of a row applies depends on
a day: the date of the notice for most time to file, the day the request is received for most
decisions, the day it is filed for amounts; a row with several versions names it. A filing counts on
receipt, so rows for what is mailed name the working days to allow. Rows begin on 2014-01-01, the
first day the sources cover, or when the rule itself began. A row is never changed once released: a
correction is a further version, with its reason.

**Evidence.** SEEN-2026: read in a page that says it is current in 2026; the row
has the words, the page and the day. SEEN-CFR(year): read in a
copy of the regulations of that year. SEEN-PAGE: read on a page of CMS, HHS, a contractor or an
advocate. SEEN: read in the source cited. 2ND: two or more independent authors quote it. 1SRC: one
author quotes it. **⚠ UNVERIFIED**: not seen in any text, or only in part; check the notice.
"""


def document(book: Rulebook) -> str:
    """The whole page, as Markdown."""
    parts = [_PREAMBLE]
    rows = book.rows()
    for section in book.sections:
        parts.append(f"## {section.heading}\n")
        here = [row for row in rows if book.file_of(row.id) == section.file]
        limits = [row for row in here if row.kind == "limit"]
        facts = [row for row in here if row.kind == "fact"]
        if limits:
            parts.append(_limits_table(book, limits))
        if facts:
            parts.append(_facts_table(facts))
    parts.append("## What a limit may depend on\n")
    parts.append(_facts_known())
    parts.append("## Amounts in controversy\n")
    parts.append(_amounts_table(book))
    parts.append(elements_page(book))
    parts.append("## The ladders\n")
    parts += [_ladder(book, program) for program in book.programs]
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether the one that stands is current."""
    text = document(Rulebook.read())
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{TARGET.name} is not current: run python -m models.rulebook.document\n")
    return 1


def _limits_table(book: Rulebook, rows: Iterable[Row]) -> str:
    lines = [
        "| Row | Who acts | Starts with | Limit | When it runs out | Law | Evidence |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        who = row.who + (" (ours)" if row.ours else "")
        after = [row.opens or ""]
        if row.lateness:
            after.append(f"Late: {row.lateness.words} ({row.lateness.citation})")
        for version in row.versions:
            cells = [
                _name(row, version),
                who,
                lines_of([row.trigger, _chooser(row)]),
                _limits(book, row, version),
                lines_of(after),
            ]
            lines.append(line_of(cells + grounds_of(version)))
    return "\n".join(lines) + "\n"


def _facts_table(rows: Iterable[Row]) -> str:
    lines = ["| Row | What holds | Law | Evidence |", "|---|---|---|---|"]
    lines += [
        line_of(
            [
                _name(row, version),
                lines_of([version.text or "", _chooser(row)]),
                *grounds_of(version),
            ]
        )
        for row in rows
        for version in row.versions
    ]
    return "\n".join(lines) + "\n"


def _name(row: Row, version: Version) -> str:
    span = f"from {version.label}"
    span += f" to {version.effective_to.isoformat()}" if version.effective_to else ""
    reason = f"*{version.reason}*" if version.reason else ""
    doubt = "" if version.verified else " **⚠**"
    return lines_of([f"**{row.id}**{doubt}", row.title, span, reason])


_CHOSEN_BY = {
    "notice_date": "the date of the notice",
    "request_received": "the day the request is received",
    "request_filed": "the day the request is filed",
    "event_date": "the day of the event",
}


def _chooser(row: Row) -> str:
    """The day that chooses among several versions."""
    return f"Version by {_CHOSEN_BY[row.chosen_by]}" if len(row.versions) > 1 else ""


def _limits(book: Rulebook, row: Row, version: Version) -> str:
    *others, default = version.limits
    lines = [_limit(limit) for limit in others]
    lines.append(("otherwise: " if others else "") + _limit(default))
    if version.presumption:
        days = version.presumption.days
        lines.append(
            f"Receipt presumed {days} days after the notice ({version.presumption.citation})"
            if version.presumption.effect == "due"
            else f"From the notice; {days} days more are only arguable "
            f"({version.presumption.citation})"
        )
    if version.statement:
        lines.append(
            f"From the supporting statement, or the end of day {version.statement.days} without it "
            f"({version.statement.citation})"
        )
    if version.extension:
        extension = version.extension
        words = f"Extension: {extension.in_words}"
        if extension.unless:
            words += f"; never for: {_condition(extension.unless)}"
        lines.append(words)
    if version.roll != "none":
        lines.append(f"Counts until the next working day ({book.row_of_roll(version.roll).id})")
    if row.mail_days:
        lines.append(f"Mail it {row.mail_days} federal working days before")
    lines.append(version.note or "")
    return lines_of(lines)


def _limit(limit: Limit) -> str:
    words = f"**{span_in_words(limit)}**"
    if limit.when:
        words = f"{_condition(limit.when)}: {words}"
    if limit.from_notice:
        words += " from the date of the notice"
    if limit.other:
        words += f"; or: {_lower(limit.other.words)} (the {limit.other.take} counts)"
    if limit.arguable:
        words += f"; {_arguable(limit.arguable)}"
    if limit.also:
        words += f"; {_lower(limit.also.words)}: {span_in_words(limit.also)}"
    if limit.citation:
        words += f" ({limit.citation})"
    if limit.quote:
        words += f' "{limit.quote}"'
    if limit.evidence:
        words += f" (evidence: {evidence_of(limit.evidence)})"
    return words + (f" {limit.note}" if limit.note else "")


def _arguable(arguable: Arguable) -> str:
    """Until when a filing still counts after the day to work to."""
    until = {
        "from_receipt": f"{arguable.days} days later, as counted from receipt,",
        "cms_page": f"day {arguable.days}, by a page of CMS,",
        "longer_reading": f"day {arguable.days}, by another reading,",
        "other_reading": "the later of the two",
    }[arguable.ground]
    return f"counts until {until} ({arguable.citation})".replace(", (", " (")


def _condition(condition: Condition) -> str:
    return ", ".join(
        " or ".join(_choice(name, value) for value in as_choices(wanted))
        for name, wanted in condition.items()
    )


_NAMES = {"part_b_drug": "Part B drug", "snf": "SNF", "at_risk": "at-risk determination"}


def _choice(name: str, value: object) -> str:
    """A fact with its value as a reader says it: payment, expedited, not escalated."""
    if isinstance(value, bool):
        return ("" if value else "not ") + name.replace("_", " ")
    return _NAMES.get(str(value), str(value).replace("_", " "))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _facts_known() -> str:
    lines = [
        "`appealclock explain RULE_ID --on WHEN --fact NAME=VALUE` counts a row out with these.\n",
        "| Fact | Meaning |",
        "|---|---|",
    ]
    for name, fact in Facts.model_fields.items():
        lines.append(
            f"| `{name}` | {lines_of([fact.description or '', _values(fact.annotation)])} |"
        )
    return "\n".join(lines) + "\n"


def _values(annotation: Any) -> str:  # noqa: ANN401 (whatever a field is typed as)
    """The values of a fact that has a fixed choice."""
    choices = [value for part in get_args(annotation) for value in get_args(part)]
    return " or ".join(f"`{value}`" for value in choices if isinstance(value, str))


def _amounts_table(book: Rulebook) -> str:
    lines = [
        "| Requests filed in | ALJ hearing | Federal court | Source | Evidence |",
        "|---|---|---|---|---|",
    ]
    for year in book.amounts:
        source = year.citation + (f" <{year.source}>" if year.source else "")
        marks = evidence_of(year.evidence)
        if year.court_evidence:
            marks += f"; court {evidence_of(year.court_evidence)}"
        lines.append(
            f"| {year.effective_from.year} | ${year.alj:,} | ${year.court:,} | {source} | {marks} |"
        )
    return "\n".join(lines) + "\n\nLater years: not published in the rulebook's sources.\n"


def _ladder(book: Rulebook, program: str) -> str:
    levels = book.levels(program)
    lines = [
        f"### {book.program(program).heading} (`{program}`)\n",
        "| Level | Who decides | Reached by | Filing | Decision | Decision late | Decision adverse "
        "| Decision favorable | Dismissed | Amount |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [_level_line(level) for level in levels]
    notes = [f"- {level.title}: {level.note}" for level in levels if level.note]
    for level in levels:
        if level.again:
            notes.append(f"- {level.title}: told when it is refused: {', '.join(level.again)}")
        if level.dismissed:
            told = ", ".join(level.dismissed)
            notes.append(f"- {level.title}: told when it is dismissed: {told}")
        if level.states:
            notes.append(f"- {level.title}: told with it: {', '.join(level.states)}")
        if level.final:
            notes.append(f"- {level.title}: nothing follows it: {level.final}")
    return "\n".join(lines) + "\n" + ("\n" + "\n".join(notes) + "\n" if notes else "")


def _level_line(level: Level) -> str:
    adverse = level.adverse_decision.replace("_", " ") if level.next else ""
    for path in level.adverse_decision_when:
        adverse += f"<br>{_condition(path.when)}: {path.path}"
    late = level.late_decision.replace("_", " ") if level.decision else "no clock"
    if level.forwarding:
        late += f"<br>to forward: {_steps(level.forwarding)}"
    if level.forwards_to:
        late += f"<br>forwarded to: {level.forwards_to}"
    if level.escalation_opens:
        late += f"<br>may be escalated after: {_steps(level.escalation_opens)}"
    if level.escalation:
        late += f"<br>to escalate: {_steps(level.escalation)}"
    cells = (
        f"{level.title}<br>`{level.level}`",
        lines_of(
            adjudicator.name
            + (f" from {adjudicator.effective_from}" if adjudicator.effective_from else "")
            + (f" to {adjudicator.effective_to}" if adjudicator.effective_to else "")
            for adjudicator in level.adjudicators
        ),
        level.reached_by,
        lines_of([_steps(level.filing), _beside(level)]),
        _steps(level.decision),
        late,
        adverse,
        _steps(level.effectuation),
        _steps(level.dismissal),
        level.amount,
    )
    return f"| {' | '.join(cells)} |"


def _beside(level: Level) -> str:
    """The days of ours beside the filing."""
    return f"beside it: {_steps(level.beside)}" if level.beside else ""


def _steps(steps: Iterable[Step]) -> str:
    listed = list(steps)
    return lines_of(
        (f"{_condition(step.when)}: " if step.when else "otherwise: " if len(listed) > 1 else "")
        + (step.rule or "none")
        for step in listed
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
