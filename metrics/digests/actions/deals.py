"""Actions about one deal: overdue, without activity, stuck, or soon to be decided."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from metrics.calendar import name_day
from metrics.digests.actions.rule import SOON, THIS_WEEK, Rule, add_working_days, name_lead
from metrics.digests.briefing import Briefing
from metrics.digests.deals import DealLine
from metrics.digests.report import ActionProposal
from metrics.digests.words import name_deal, say_money
from metrics.inspection import Concern
from metrics.units import minor_digits
from storage.tables import Deal

_SOON_DUE = timedelta(days=14)


def propose_risky(briefing: Briefing) -> Iterator[ActionProposal]:
    """The most valuable deals that need attention; those without an amount have no weight."""
    for deal in briefing.at_risk.listed:
        if deal.value:
            yield _propose(briefing, deal, _say_what(deal), _say_why(briefing, deal), _days(deal))


def propose_due(briefing: Briefing) -> Iterator[ActionProposal]:
    """Where nothing is wrong: the most valuable deals that are to be decided soon."""
    last = briefing.setting.today + _SOON_DUE
    for deal in briefing.due.listed:
        if deal.value and deal.expected_close_on is not None and deal.expected_close_on <= last:
            day = name_day(deal.expected_close_on, with_year=False)
            worth = say_money(deal.value, briefing.setting.currency)
            what = f"Settle what is still open with {deal.buyer} before {day}"
            why = f"{name_deal(deal)} ({worth}) is expected to close then."
            yield _propose(briefing, deal, what, why, THIS_WEEK)


def _propose(briefing: Briefing, deal: DealLine, what: str, why: str, days: int) -> ActionProposal:
    owner_id, owner = deal.owner_id, deal.owner
    if owner_id not in briefing.people:
        owner_id, owner = name_lead(briefing)
        why += " It has no owner." if deal.owner_id is None else f" {deal.owner} has left."
    return ActionProposal(
        subject=f"{RISKY.name}:{deal.key}",
        what=what,
        why=why,
        owner_id=owner_id,
        owner=owner,
        due_on=add_working_days(briefing.setting.today, days),
        stands_on=None if deal.owner_id is None else (deal.owner_id,),
    )


def _days(deal: DealLine) -> int:
    return SOON if deal.concerns[0][0] is Concern.OVERDUE else THIS_WEEK


def _say_what(deal: DealLine) -> str:
    concern = deal.concerns[0][0]
    if concern is Concern.OVERDUE:
        return f"Call {deal.buyer}: agree on a new close date, or close the deal as lost"
    if concern is Concern.NO_ACTIVITY:
        return f"Get in touch with {deal.buyer} again, or close the deal as lost"
    return f"Find out what holds {deal.buyer} back in {deal.stage}"


def _say_why(briefing: Briefing, deal: DealLine) -> str:
    reasons = "; ".join(words for _, _, words in deal.concerns)
    return f"{name_deal(deal)} ({say_money(deal.value, briefing.setting.currency)}): {reasons}."


def tell_since(briefing: Briefing, action: ActionProposal) -> str:
    """What became of the deal, as far as these people may see it."""
    key, setting = action.subject.partition(":")[2], briefing.setting
    row = briefing.connection.execute(
        select(Deal.owner_id, Deal.status, Deal.closed_on, Deal.value_minor).where(
            Deal.workspace_id == setting.workspace_id, Deal.key == key
        )
    ).one_or_none()
    people = briefing.order.scope.people
    if row is None or (people is not None and row.owner_id not in people):
        return "The deal is not among these any more."
    if row.status != "open":
        day = f" on {name_day(row.closed_on)}" if row.closed_on is not None else ""
        money = ""
        if row.value_minor is not None and row.status == "won":
            value = row.value_minor / 10 ** minor_digits(setting.currency)
            money = f" for {say_money(value, setting.currency)}"
        return f"The deal was {row.status}{day}{money}."
    still = next((deal for deal in briefing.at_risk.listed if deal.key == key), None)
    if still is None:
        return "The deal is open and needs no attention any more."
    return f"The deal still needs attention: {'; '.join(words for _, _, words in still.concerns)}."


RISKY = Rule("deal", propose_risky, tell_since, is_of_number=False)
DUE = Rule("deal", propose_due, tell_since, is_of_number=False)
