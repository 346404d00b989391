"""What is said of a rule in windows and lists: what it watches, where it stands, how it fares."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.alerts.plan import NOUN
from bot.alerts.sentence_writing import write_gist, write_sentence
from bot.alerts.standing_words import say_standing
from bot.alerts.understanding import Author
from bot.alerts.writing import describe_rule
from bot.asker import Asker
from bot.bell import Bell
from bot.buttons.alert_reading import Seat
from bot.buttons.managing import read_id
from bot.messages.alert_list import RuleCard
from bot.messages.freshness import say_day
from bot.plans import owned
from bot.plans.owned import Shelf, check_manager, may_manage
from bot.request import Request
from metrics.schedule_zones import read_zone
from storage.alert_states import StateRow, read_states
from storage.alerts import RulePlan, RuleRow, find_rule, list_rules
from storage.naming import fold_name


def make_seat(bell: Bell, request: Request) -> Seat:
    """What a rule is read by. Raises Problem for somebody unknown."""
    asker, now = bell.identify(request), bell.clock.now()
    numbers = bell.numbers
    author = Author(
        asker,
        numbers.read_vocabulary(),
        numbers.setting(now),
        user=request.user,
        zone=bell.directory.look_up(request.user).zone or numbers.company.zone,
        channel="" if request.is_direct else request.channel,
        taken=frozenset(fold_name(rule.name) for rule in read_rules(bell)),
    )
    return Seat(numbers, author, now)


def read_rules(bell: Bell) -> list[RuleRow]:
    """All rules there are."""
    with bell.numbers.engine.connect() as connection:
        return list_rules(connection, bell.numbers.workspace_id)


def find_managed(bell: Bell, request: Request, asker: Asker, rule_id: int = 0) -> RuleRow:
    """The rule that a button carries, or the one with this id, if whoever clicks may change it.

    Raises:
        Problem: when there is none any more, or it is not theirs to change.
    """
    with bell.numbers.engine.connect() as connection:
        rule = find_rule(connection, bell.numbers.workspace_id, rule_id or read_id(request))
    check_manager(rule, request.user, asker, NOUN)
    return rule


def write_all(plan: RulePlan, author: Author) -> str:
    """The sentence of a rule, for whoever reads it."""
    return write_sentence(describe_rule(plan, author.vocabulary), author.zone)


def list_own(bell: Bell, seat: Seat, most: int) -> Shelf[RuleCard]:
    """The rules that somebody owns or hears of in direct messages."""
    return _fill_shelf(bell, seat, owned.list_own(read_rules(bell), seat.author.user), most)


def list_concerning(bell: Bell, seat: Seat, most: int) -> Shelf[RuleCard]:
    """The same, those of their channels, and for administrators all there are."""
    user, asker = seat.author.user, seat.author.asker
    mine = owned.list_concerning(read_rules(bell), user, asker, bell.digests.roster)
    return _fill_shelf(bell, seat, mine, most)


def make_card(bell: Bell, rule: RuleRow, seat: Seat) -> RuleCard:
    """A rule as lists show it."""
    return _fill_shelf(bell, seat, [rule], 1).cards[0]


def _fill_shelf(bell: Bell, seat: Seat, rules: Sequence[RuleRow], most: int) -> Shelf[RuleCard]:
    shown = rules[:most]
    with bell.numbers.engine.connect() as connection:
        ids = [rule.id for rule in shown]
        states = read_states(connection, bell.numbers.workspace_id, ids)
    cards = [_make_card(rule, states.get(rule.id, {}), seat) for rule in shown]
    return Shelf(tuple(cards), len(rules) - len(shown))


def _make_card(rule: RuleRow, states: Mapping[str, StateRow], seat: Seat) -> RuleCard:
    words = describe_rule(rule, seat.author.vocabulary)
    return RuleCard(
        id=rule.id,
        name=rule.name,
        gist=write_gist(words),
        sentence=write_sentence(words, seat.author.zone),
        recipients=rule.recipients,
        state=rule.state,
        standing=say_standing(rule, states),
        facts=tuple(say_facts(rule, seat.now)),
        owner=rule.owner,
        mine=may_manage(rule, seat.author.user, seat.author.asker),
        managed_by_file=rule.managed_by == "file",
        is_snoozed=_is_snoozed(rule, seat.now),
    )


def say_facts(rule: RuleRow, now: datetime) -> list[str]:
    """What else there is to say: why it is broken, until when it is snoozed."""
    facts = []
    if rule.state == "broken":
        facts.append(f"Broken: {rule.state_reason or 'it could not be delivered.'}")
    if _is_snoozed(rule, now) and rule.snoozed_until is not None:
        wall = rule.snoozed_until.astimezone(read_zone(rule.zone))
        facts.append(f"Snoozed until {say_day(wall.date())}, {wall:%H:%M} {rule.zone}.")
    return facts


def _is_snoozed(rule: RuleRow, now: datetime) -> bool:
    return rule.snoozed_until is not None and rule.snoozed_until > now
