"""What the outbox itself has to tell people: a delivery that failed, or whose outcome is open."""

from collections.abc import Iterable
from datetime import datetime

from bot.answering.slack_answers import SlackAnswer, explain
from bot.messages import actions
from bot.messages.notice import NOTICE, write_notice
from storage.outbox import DeliveryRow, Parcel
from storage.problem import Problem

_KEY = 100


def make_notice(
    subject: str, user: str, problem: Problem, now: datetime, **buttons: dict[str, str]
) -> Parcel:
    """A notice to one person; the same subject is told them once.

    Args:
        subject: What it is about and which time: "broken:12:2026-11-23T08:00".
        user: A Slack user's id.
        problem: Fact, reason and next step.
        now: The present instant.
        buttons: What a button carries, by its action id.
    """
    labels = {actions.SEND_AGAIN: "Send again", actions.ARRIVED: "It arrived"}
    content = write_notice(
        problem, [(labels[action], action, value) for action, value in buttons.items()]
    )
    key = f"{NOTICE}:{subject}:{user}"[:_KEY]
    return Parcel(key, NOTICE, problem.what, user, user, now, content)


def ask_owner(row: DeliveryRow, now: datetime) -> Parcel:
    """Asks the owner of a delivery whether it arrived."""
    problem = Problem(
        "delivery-unsure",
        what=f"I can't tell whether {row.title} arrived.",
        why=f"Slack broke off while I was posting it to {name_place(row.recipient)}, and I may "
        "not look there.",
        fix="Please look. If it is not there, let me send it again.",
    )
    carried = {"key": row.key}
    buttons = {actions.SEND_AGAIN: carried, actions.ARRIVED: carried}
    return make_notice(f"unsure:{row.attempts}:{row.key}", row.owner, problem, now, **buttons)


def tell_failure(
    row: DeliveryRow, answer: SlackAnswer, users: Iterable[str], now: datetime
) -> list[Parcel]:
    """Tells people that a delivery will never arrive, and what to do."""
    refusal = explain(answer)
    problem = Problem(
        "delivery-failed",
        what=f"{row.title} did not arrive in {name_place(row.recipient)}.",
        why=" ".join(part for part in (refusal.what, refusal.why) if part),
        fix=refusal.fix,
    )
    subject = f"failed:{row.attempts}:{row.key}"
    return [make_notice(subject, user, problem, now) for user in dict.fromkeys(users)]


def tell_well(row: DeliveryRow, now: datetime) -> Parcel:
    """Tells the owner of a digest that was broken that it arrives again."""
    problem = Problem(
        "digest-well",
        what=f"{row.title} works again.",
        why=f"It has just arrived in {name_place(row.recipient)}.",
        fix="",
    )
    return make_notice(f"well:{row.key}", row.owner, problem, now)


def name_place(recipient: str) -> str:
    """A recipient in words; notices are literal text, in which an id names nothing."""
    return "direct messages" if recipient[:1] in ("U", "W", "D") else f"channel {recipient}"
