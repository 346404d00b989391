"""What the outbox itself has to tell people: a delivery that failed, or whose outcome is open."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from bot.answering.slack_answers import Fate, SlackAnswer, explain, is_person
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
    key = f"{NOTICE}:{subject}:{user}"
    if len(key) > _KEY:
        key = f"{NOTICE}:{sha256(key.encode()).hexdigest()}"
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
    refusal = explain(answer, row.recipient)
    if answer.fate is Fate.AGAIN:
        refusal = Problem(
            "slack-busy",
            what="Slack did not take it for hours, or could not be reached.",
            why=f"The last I heard: {answer.error}.",
            fix=_say_next(row),
        )
    problem = Problem(
        "delivery-failed",
        what=f"{row.title} did not arrive in {name_place(row.recipient)}.",
        why=" ".join(part for part in (refusal.what, refusal.why) if part),
        fix=refusal.fix,
    )
    subject = f"failed:{row.attempts}:{row.key}"
    return [make_notice(subject, user, problem, now) for user in dict.fromkeys(users)]


def tell_fault(row: DeliveryRow, reference: str, now: datetime) -> Parcel:
    """Tells the owner of a delivery that we failed to put it together."""
    problem = Problem(
        "delivery-fault",
        what=f"{row.title} did not arrive in {name_place(row.recipient)}.",
        why="Something went wrong on my side.",
        fix=f"Whoever runs salesbell finds it in the log under {reference}.",
    )
    return make_notice(f"fault:{row.key}", row.owner, problem, now)


def tell_missed(row: DeliveryRow, now: datetime) -> Parcel:
    """Tells the owner of a delivery that it was not sent any more."""
    problem = Problem(
        "delivery-missed",
        what=f"{row.title} was not sent to {name_place(row.recipient)}.",
        why="I was not running, or could not send, for hours after it was due.",
        fix=_say_next(row),
    )
    return make_notice(f"missed:{row.key}", row.owner, problem, now)


def tell_well(row: DeliveryRow, now: datetime) -> Parcel:
    """Tells the owner of a digest or an alert that was broken that it arrives again."""
    problem = Problem(
        "digest-well",
        what=f"{row.title} works again.",
        why=f"It has just arrived in {name_place(row.recipient)}.",
        fix="",
    )
    return make_notice(f"well:{row.key}", row.owner, problem, now)


def name_place(recipient: str) -> str:
    """A recipient in words; notices are literal text, in which an id names nothing."""
    return "direct messages" if is_person(recipient) else f"channel {recipient}"


def _say_next(row: DeliveryRow) -> str:
    if row.rule_id is not None:
        return "See where it stands now: /sales alert"
    return "The next one comes as always."
