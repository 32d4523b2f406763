"""A mail is never wider than the telephone it is read on, whatever stands in it."""

from playwright.async_api import BrowserContext

from activities.messages.writing import Messages
from models.cases.language import Language
from models.cases.people import Role
from models.notices.messages.order import ReminderOrder
from tests.activities.samples import make_deadline, make_order, make_reckoning, recipient
from tests.browser.chromium import IN_BROWSER

pytestmark = IN_BROWSER

PHONE = 390


def orders() -> list[ReminderOrder]:
    words = [
        make_order(
            recipient(role, name=f"Ann {'N' * 110}", language=language),
            service="S" * 200,
            references={"R" * 200: "C-88213-07" * 20},
            case_id="AC-2026-0042.second-opinion.grievance.1",
            code="4NFA",
        )
        for language in Language
        for role in (Role.CASE_MANAGER, Role.BENEFICIARY)
    ]
    begun = make_deadline(
        reckoning=make_reckoning(
            started_on=make_reckoning().receipt, due_on=make_reckoning().due_on.replace(month=9)
        ),
        due_on=make_reckoning().due_on.replace(month=9, day=30),
    )
    days = [make_order(recipient(language=language), deadline=begun) for language in Language]
    return words + days


async def test_a_mail_fits_a_telephone(browser: BrowserContext) -> None:
    messages = Messages("http://appealclock.example", "default")
    page = await browser.new_page()
    await page.set_viewport_size({"width": PHONE, "height": 800})
    for order in orders():
        await page.set_content(messages.write(order, order.recipients[0]).html)
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE
    await page.close()
