"""Pictures of the digest: as a mail, in both languages, and as a schedule in the UI."""

from datetime import timedelta
from pathlib import Path

from playwright.async_api import Page, expect

from activities.digest.caseload import Caseload
from activities.digest.mail import DigestLetters
from models.cases.kinds import CaseKind
from models.cases.language import Language
from tests.activities.digest.caseloads import NOW, concern, order, unreached
from tests.cli.shell import appealclock
from tests.deploy.running_stack import RunningStack

CODE = "cm-7"

CASELOAD = Caseload(
    overdue=(
        concern(-1, "AC-2026-0042"),
        concern(
            -6,
            "AC-2026-0017.second-opinion",
            kind=CaseKind.SECOND_OPINION,
            purpose="planned",
            level="visit",
            title="Visit",
        ),
    ),
    due=(
        concern(0, "AC-2026-0055", level="redetermination"),
        concern(1, "AC-2026-0061", expires_at=NOW + timedelta(hours=30), level="qio_review"),
        concern(4, "AC-2026-0012", level="alj_hearing", acknowledged=True),
        concern(7, "AC-2026-0077.grievance.1", kind=CaseKind.GRIEVANCE, purpose="grievance"),
    ),
    waiting=(
        concern(-2, "AC-2026-0008", purpose="decision"),
        concern(
            -12,
            "AC-2026-0019.cms-complaint.1",
            kind=CaseKind.CMS_COMPLAINT,
            purpose="resolution",
        ),
    ),
    unreached=(
        unreached("AC-2026-0042"),
        unreached("AC-2026-0055", role="physician", channel="email", status="no_contact"),
    ),
)


async def picture_digest_mail(page: Page, pictures: Path) -> None:
    """The mail at a desk in English, and on a telephone in Spanish."""
    letters = DigestLetters("http://localhost:8233", "default")
    for name, language, width in (
        ("digest-mail", Language.ENGLISH, 720),
        ("digest-mail-es-phone", Language.SPANISH, 390),
    ):
        await page.set_viewport_size({"width": width, "height": 400})
        await page.set_content(letters.write(order(language=language), CASELOAD).html)
        await page.screenshot(path=pictures / f"{name}.png", full_page=True)


async def picture_digest_schedule(page: Page, stack: RunningStack, pictures: Path) -> None:
    """The schedule that the command makes."""
    here = {
        "APPEALCLOCK_HOME": str(stack.home),
        "APPEALCLOCK_TEMPORAL_PORT": str(stack.temporal_port),
        "APPEALCLOCK_UI_PORT": str(stack.ui_port),
    }
    manager = ("--email", "manager@legalaid.example", "--code", CODE)
    await appealclock("digest", "create", *manager, **here)
    await appealclock("digest", "now", CODE, **here)
    await page.set_viewport_size({"width": 1400, "height": 1000})
    address = f"http://localhost:{stack.ui_port}/namespaces/default/schedules/digest.{CODE}"
    await page.goto(address)
    await expect(page.get_by_text(f"digest.{CODE}").first).to_be_visible()
    await expect(page.get_by_role("tab", name="1 Recent Run")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=pictures / "digest-schedule.png")
