"""A mistake in a file is refused with the file, the row and the field."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.rulebook import BrokenRulebookError, Rulebook
from models.rulebook.book import FOLDER
from tests.models.rulebook.loading.broken import replace

FILE = 'id = "C.RECON.FILE"'
PA = 'id = "C.OD.STD.PA"'
RECON_D = 'id = "D.RECON.DECIDE"'
EXPEDITED = 'id = "C.OD.EXP.DENY"'
IRE = 'level = "ire_reconsideration"'
RECON = 'level = "plan_reconsideration"'
PLAN, INDEPENDENT = "part_c plan_reconsideration", "part_c ire_reconsideration"

BREAKAGES = [
    ("part_c.toml", FILE, "length = 60", 'length = "60"', "C.RECON.FILE", "length"),
    ("part_c.toml", FILE, "length = 60", "length = 0", "C.RECON.FILE", "limits.0.length"),
    ("part_c.toml", FILE, '"calendar_days"', '"days"', "C.RECON.FILE", "unit"),
    ("part_c.toml", FILE, "title = ", "titel = ", "C.RECON.FILE", "title"),
    ("part_c.toml", FILE, 'title = "Ask', 'note = "x"\ntitle = "Ask', "C.RECON.FILE", "note"),
    ("part_c.toml", FILE, '["part_c"]', '["part_e"]', "C.RECON.FILE", "programs.0"),
    ("part_c.toml", FILE, '["part_c"]', "[]", "C.RECON.FILE", "programs"),
    ("part_c.toml", FILE, "ours = true", 'ours = "yes"', "C.RECON.FILE", "ours"),
    ("part_c.toml", FILE, '"notice_date"', '"postmark"', "C.RECON.FILE", "chosen_by"),
    ("part_c.toml", FILE, "mail_days = 5", "mail_days = -5", "C.RECON.FILE", "mail_days"),
    ("part_c.toml", FILE, "2024-12-31", "2025-12-31", "C.RECON.FILE", "versions.1.effective_from"),
    ("part_c.toml", FILE, "2024-12-31", "2024-12-30", "C.RECON.FILE", "versions.1.effective_from"),
    ("part_c.toml", FILE, "2024-12-31", "2013-12-31", "C.RECON.FILE", "versions.0.effective_to"),
    ("part_c.toml", FILE, "effective_to = 2024-12-31\n", "", "C.RECON.FILE", "effective_from"),
    ("part_c.toml", FILE, "2025-01-01", "2014-01-01", "C.RECON.FILE", "versions.0.effective_from"),
    ("part_c.toml", FILE, "2025-01-01", '"soon"', "C.RECON.FILE", "versions.1.effective_from"),
    ("part_c.toml", FILE, "reason = ", "quoted = ", "C.RECON.FILE", "quoted"),
    ("part_c.toml", PA, "reason = ", "note = ", "C.OD.STD.PA", "versions.1.reason"),
    ("part_c.toml", FILE, 'evidence = "SEEN', 'evidence = "SURE', "C.RECON.FILE", "evidence"),
    ("part_c.toml", FILE, 'citation = "42 CFR 422.582(b)"', 'citation = ""',
     "C.RECON", "citation"),
    ("part_c.toml", FILE, "{ days = 5,", "{ days = 0,", "C.RECON.FILE", "presumption.days"),
    ("part_c.toml", 'id = "C.COURT.FILE"', "court_next", "next", "C.COURT.FILE", "roll"),
    ("part_c.toml", FILE, 'id = "C.RECON.FILE"', 'id = "C.OD.STD"', "C.OD.STD", "id"),
    ("part_c.toml", FILE, 'id = "C.RECON.FILE"', 'id = "c recon"', "c recon", "id"),
    ("part_c.toml", FILE, 'id = "C.RECON.FILE"', "", "(without id)", "id"),
    ("part_c.toml", EXPEDITED, "kind =", "sort =", "C.OD.EXP.DENY", "when.sort"),
    ("part_c.toml", EXPEDITED, '"part_b_drug"', '"drug"', "C.OD.EXP.DENY", "when.kind"),
    ("part_c.toml", EXPEDITED, "when = { kind", 'when = {}, note = "', "(none)", "(file)"),
    ("part_c.toml", EXPEDITED, ', when = { kind = "part_b_drug" }', "", "C.OD.EXP", "0.when"),
    ("part_c.toml", EXPEDITED, "unless = { kind", "unless = { late", "C.OD.EXP", "unless.late"),
    ("part_c.toml", 'id = "C.IRE.WHO"', "text = ", "note = ", "C.IRE.WHO", "versions"),
    ("part_c.toml", 'id = "C.IRE.WHO"', 'kind = "fact"', "", "C.IRE.WHO", "versions"),
    ("part_c.toml", FILE, "[[row.versions]]\neffective_from = 2025",
     "[[row.versions]]\nrevision = 1\neffective_from = 2025", "C.RECON.FILE", "1.revision"),
    ("part_d.toml", 'id = "D.ALJ.FILE"', "presumption = ", "#", "D.ALJ.FILE", "limits"),
    ("part_c.toml", FILE, "length = 60", "length = 6000000", "C.RECON.FILE", "0.length"),
    ("part_c.toml", FILE, "length = 60", "length = -60", "C.RECON.FILE", "versions.0.limits.0"),
    ("part_c.toml", FILE, '"https://hhs.gov', '"hhs.gov', "C.RECON.FILE", "versions.1.source"),
    ("part_c.toml", FILE, "with good cause", "(C.LATE.FYLE)", "C.RECON.FILE", "opens"),
    ("part_c.toml", 'id = "C.OD.STD"', "is not", "is C.OD.STDD", "C.OD.STD", "opens"),
    ("grievances.toml", "G.C.FILE", "C.DSNP", "C.SNP", "G.C.FILE", "versions.0.note"),
    ("part_c.toml", FILE, '["part_c"]', '["part_c", "part_c"]', "C.RECON.FILE", "programs"),
    ("part_c.toml", 'id = "C.RECON.STD"', "opens", "mail_days = 5\nopens", "C.RECON.STD",
     "mail_days"),
    ("part_c.toml", 'id = "C.RECON.STD"', "citation = \"42 CFR 422.590(a)",
     'roll = "court_next_working_day"\ncitation = "42 CFR 422.590(a)', "C.RECON.STD", "0.roll"),
    ("part_c.toml", 'id = "C.RECON.STD"', "extension", 'presumption = { days = 5, citation = "x" }'
     "\nextension", "C.RECON.STD", "versions.0.presumption"),
    ("part_d.toml", 'id = "D.COURT.FILE"', "presumption", 'statement = { days = 5, citation = "x" }'
     "\npresumption", "D.COURT.FILE", "versions.0.statement"),
    ("part_d.toml", RECON_D, '{ kind = "payment" }', "{ kind = [] }", "D.RECON", "0.when.kind"),
    ("part_d.toml", RECON_D, '{ speed = "expedited" }', '{ kind = "payment", speed = "expedited" }',
     "D.RECON.DECIDE", "limits.1.when"),
    ("part_d.toml", RECON_D, "    { length = 7, unit = \"calendar_days\" },\n", "",
     "D.RECON.DECIDE", "limits.1.when"),
    ("part_b_costs.toml", "2025-01-01", "2026-01-01", "2026-06-01", "2026-06-01", "effective_from"),
    ("part_b_costs.toml", "2025-01-01", "2026-01-01", "2025-01-01", "2025-01-01", "effective_from"),
    ("part_d.toml", 'id = "D.CD.STD"', "[[row]]", "[[rows]]", "(none)", "rows"),
    ("part_d.toml", 'id = "D.CD.STD"', "=", "", "(none)", "(file)"),
    ("amounts.toml", "2026-01-01", "alj = 200", "alj = -1", "2026-01-01", "alj"),
    ("amounts.toml", "2025-01-01", "2026-01-01", "2026-02-01", "2026-02-01", "effective_from"),
    ("amounts.toml", "2025-01-01", "2026-01-01", "2030-01-01", "2030-01-01", "effective_from"),
    ("ladders.toml", RECON, "C.RECON.FILE", "C.RECON.FYLE", PLAN, "filing.0"),
    ("ladders.toml", RECON, "C.RECON.FILE", "AB.REDET.FILE", PLAN, "filing"),
    ("ladders.toml", RECON, "C.RECON.FILE", "C.RECON.STD", PLAN, "filing.0"),
    ("ladders.toml", RECON, "C.RECON.STD", "C.NOCLOCK", PLAN, "decision.3"),
    ("ladders.toml", RECON, "filing = [", "#", PLAN, "filing"),
    ("ladders.toml", RECON, '"forwarded"', '"sent"', PLAN, "late_decision"),
    ("ladders.toml", RECON, '"forwarding"', '"filing"', INDEPENDENT, "filing"),
    ("ladders.toml", RECON, '"forwarding"', '"start"', INDEPENDENT, "reached_by"),
    ("ladders.toml", RECON, 'next = "ire', 'next = "alj', PLAN, "next"),
    ("ladders.toml", RECON, "{ when = { kind", "{ when = { late", PLAN, "late"),
    ("ladders.toml", RECON, '"payment"', '"cash"', PLAN, "decision.0.when"),
    ("ladders.toml", RECON, "request", "reply", PLAN, "counted_from"),
    ("ladders.toml", RECON, 'program = "part_c"', 'program = "part_x"', "part_x ire_", "program"),
    ("ladders.toml", RECON, "{ name =", "{ nom =", PLAN, "adjudicators.0"),
    ("ladders.toml", IRE, "2026-04-30", "2026-04-29", INDEPENDENT, "adjudicators.1"),
    ("ladders.toml", IRE, ", effective_to = 2026-04-30", "", "part_c ire_", "adjudicators.1"),
    ("ladders.toml", IRE, "effective_to", "effective_from", "part_c ire_", "adjudicators.0"),
    ("ladders.toml", IRE, "{ name = \"C2C", '{ effective_to = 2030-01-01, name = "C2C',
     "part_c ire_", "adjudicators.1.effective_to"),
    ("ladders.toml", IRE, 'next = "alj_hearing"', 'late_decision = "escalation"',
     "part_c ire_", "next"),
    ("ladders.toml", IRE, 'decision = [{ rule = "C.IRE.DECIDE" }]',
     'late_decision = "escalation"', "part_c ire_", "decision"),
    ("ladders.toml", IRE, 'level = "alj_hearing"', 'level = "ire_reconsideration"',
     "part_c ire_", "level"),
    ("ladders.toml", 'program = "termination_ma"', "F.NOMNC.LATE.MA", "F.NOMNC.LATE.MX",
     "termination_ma qio_review", "note"),
    ("ladders.toml", RECON, '{ kind = "part_b_drug" }', '{ speed = "expedited", late = true }',
     PLAN, "decision.2.when"),
    ("ladders.toml", 'program = "part_d"', 'forwards_to = "ire_', 'forwards_to = "qic_',
     "part_d coverage_determination", "forwards_to"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "after", "old", "new", "row", "field"),
    BREAKAGES,
    ids=[f"{entry[4]}-{entry[5]}-{number}" for number, entry in enumerate(BREAKAGES)],
)
def test_refused_with_file_row_and_field(  # noqa: PLR0917
    folder: Path, file: str, after: str, old: str, new: str, row: str, field: str
) -> None:
    replace(next(folder.rglob(file)), after, old, new)
    with pytest.raises(BrokenRulebookError) as caught:
        Rulebook.read(folder)
    error = caught.value
    assert error.file == file
    assert row in error.row
    assert field in error.field
    assert str(error).startswith(f"{file}, row {error.row}, field {error.field}: ")
    assert error.problem


@pytest.mark.parametrize("file", ["amounts.toml", "ladders.toml"])
def test_a_missing_file(folder: Path, file: str) -> None:
    next(folder.rglob(file)).unlink()
    with pytest.raises(BrokenRulebookError, match=f"^{file}.*cannot be read"):
        Rulebook.read(folder)


def test_a_program_without_a_ladder(folder: Path) -> None:
    path = folder / "ladders.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index('[[level]]\nprogram = "status_change"')], encoding="utf-8")
    with pytest.raises(BrokenRulebookError, match=r"^ladders.*row status_change, field level"):
        Rulebook.read(folder)


def test_a_missing_row_is_missed_by_its_ladder(folder: Path) -> None:
    replace(folder / "part_d.toml", "", 'id = "D.CD.STD"', 'id = "D.CD.STANDARD"')
    with pytest.raises(BrokenRulebookError, match=r"part_d coverage_determination.*D\.CD\.STD"):
        Rulebook.read(folder)


@pytest.mark.parametrize("command", ["rules", "worker"])
def test_a_broken_row_is_refused_at_start_in_one_line(tmp_path: Path, command: str) -> None:
    program = FOLDER.parents[2]
    for part in ("activities", "cli", "deploy", "models", "workflows"):
        shutil.copytree(program / part, tmp_path / part)
    shutil.copy(program / "worker.py", tmp_path)
    replace(tmp_path / "models/rulebook/law/part_c.toml", FILE, "length = 60", 'length = "60"')
    ended = subprocess.run(
        [sys.executable, "-m", "cli", command],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.stderr == (
        "part_c.toml, row C.RECON.FILE, field versions.0.limits.0.length: "
        "Input should be a valid integer\n"
    )
    assert ended.returncode == 2


def test_the_files_as_they_are(folder: Path) -> None:
    assert len(Rulebook.read(folder).rows()) > 140


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('final = "D.NOREVIEW"', "final"),
        ('states = ["C.RECON.FILE"]', "states.0"),
        ('states = ["D.REMAND"]', "states.0"),
        ('states = ["C.NONE"]', "states.0"),
    ],
)
def test_what_a_level_states_is_a_fact_of_its_program(folder: Path, line: str, field: str) -> None:
    replace(folder / "ladders.toml", RECON, "filing = ", f"{line}\nfiling = ")
    with pytest.raises(BrokenRulebookError) as caught:
        Rulebook.read(folder)
    assert (caught.value.row, caught.value.field) == (PLAN, field)


@pytest.mark.parametrize(
    ("old", "new", "row", "field"),
    [
        ('kinds = ["payment", "service"]', 'kinds = ["rent"]', "original", "kinds.0"),
        ('id = "part_d"', 'id = "part_c"', "part_c", "id"),
        ('expedited = ["service",', 'expedited = ["benefit",', "part_c", "expedited"),
        ('part = "original"', 'part = "part_a"', "hospital_discharge_original", "part"),
        ('"REP.TOLL"', '"REP.TELL"', "original", "waits.appointment_of_representative"),
        ('"AB.DEATH"', '"AB.DETH"', "original", "estate"),
    ],
)
def test_a_mistake_in_a_program_is_named(
    folder: Path, old: str, new: str, row: str, field: str
) -> None:
    replace(folder / "tables" / "programs.toml", "", old, new)
    with pytest.raises(BrokenRulebookError) as caught:
        Rulebook.read(folder)
    assert (caught.value.row, caught.value.field) == (row, field)


def test_rows_of_a_program_that_is_not_there(folder: Path) -> None:
    replace(folder / "tables" / "programs.toml", "", 'id = "part_d"', 'id = "part_e"')
    with pytest.raises(BrokenRulebookError, match="part_d is no program"):
        Rulebook.read(folder)


def test_two_rows_cannot_state_the_same_roll(folder: Path) -> None:
    path = folder / "conventions.toml"
    replace(path, 'id = "DC.ROLL.COURT"', '"court_next', '"contractor_next')
    with pytest.raises(BrokenRulebookError, match=r"DC\.ROLL\.COURT, field rolls\.name"):
        Rulebook.read(folder)


def test_an_id_may_end_in_one_letter(folder: Path) -> None:
    """G.EXP.C is a row; a sentence that names it names no G.EXP."""
    replace(folder / "grievances.toml", 'id = "G.DECIDE"', 'opens = "', 'opens = "G.EXP.C; ')
    Rulebook.read(folder)
