"""Plans further messages about a matter that stays open, for the work beside an appeal."""

from temporalio import activity

from activities.clocks import check_in
from models.beside import Renewal
from models.consultation import Clocks


@activity.defn(name="renew_follow_up")
def renew_follow_up(question: Renewal) -> Clocks:
    """The same matter, asked about once per check-in interval from now on."""
    return Clocks(follow_ups=(check_in(question, question.follow_up),))
