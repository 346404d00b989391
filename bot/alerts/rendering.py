"""Alerts in the outbox become what people see, from what was frozen in them alone.

Four kinds: that it fires, that there is news of it, that it is over, that nobody watches it any
more. The others carry the key of the first, whose message they answer; the last two redo it, too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.messages.alert import say_alert
from bot.messages.alert_facts import AlertFacts, Standing
from bot.messages.alert_notes import say_closed, say_note, say_over
from bot.messages.message import Message
from bot.messages.origins import TEST, Late
from bot.messages.outgoing import Outgoing
from metrics.alerts.recovery import Recovery, freeze_recovery, thaw_recovery
from metrics.alerts.report import AlertReport, freeze_alert, thaw_alert
from storage.outbox import DeliveryRow, Parcel

ALERT = "alert"
ALERT_NOTE = "alert-note"
ALERT_OVER = "alert-over"
ALERT_CLOSED = "alert-closed"
"""The kinds of deliveries that alerts are."""

PUNCTUAL = timedelta(minutes=15)
"""So much later nobody is told why."""

_NOT_SENT = "it could not be sent earlier"


def write_alert(report: AlertReport, zone: str, mentions: Sequence[str] = ()) -> dict[str, Any]:
    """The content of a parcel that says it fires; rendered by `render_alert`.

    Args:
        report: What is told.
        zone: IANA; in which its times are told.
        mentions: The Slack users who are called.
    """
    return {"report": freeze_alert(report), "zone": zone, "mentions": list(mentions)}


def write_note(
    report: AlertReport, zone: str, mentions: Sequence[str], news: str
) -> dict[str, Any]:
    """The content of a parcel with news of an alert, but for the message that it answers.

    Args:
        report: As it stands now.
        zone: IANA.
        mentions: The Slack users who are called.
        news: Why people are told again: "More groups fire".
    """
    return write_alert(report, zone, mentions) | {"news": news}


def write_over(
    report: AlertReport, zone: str, recovery: Recovery, acknowledged_by: str = ""
) -> dict[str, Any]:
    """The content of a parcel that says that an alert is over, but for the message it answers.

    Args:
        report: As the alert was told.
        zone: IANA.
        recovery: How it ended.
        acknowledged_by: The Slack user who looked after it.
    """
    content = write_alert(report, zone) | {"recovery": freeze_recovery(recovery)}
    return content | {"acknowledged_by": acknowledged_by} if acknowledged_by else content


def write_closed(first: Parcel, why: str, acknowledged_by: str = "") -> dict[str, Any]:
    """The content of a parcel that says that nobody watches an alert any more.

    Args:
        first: The delivery that says that it fires.
        why: "its rule has been paused".
        acknowledged_by: The Slack user who looked after it.
    """
    content = {**first.content, "mentions": [], "closed": why, "acknowledged_by": acknowledged_by}
    content.pop("introduces", None)
    return answer(content, first.key)


def answer(content: Mapping[str, Any], first: str) -> dict[str, Any]:
    """The content with the key of the delivery, to the same recipient, that it answers."""
    return {**content, "first": first}


def introduce(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of what says to a place for the first time that a rule fires: who set it up."""
    return {**content, "introduces": True}


def mark_as_test(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of what says that a rule fires, as a test of it."""
    return {**content, "test": True}


def render_alert(parcel: Parcel, sent_at: datetime, standing: Standing | None = None) -> Outgoing:
    """What says that it fires. The same parcel, instant and standing always give the same.

    Args:
        parcel: Of the kind `ALERT`.
        sent_at: When it is sent; shown anew, the instant it was sent at.
        standing: What has become of it since.
    """
    return say_alert(read_report(parcel), read_facts(parcel, sent_at, standing))


def render_note(parcel: Parcel, sent_at: datetime) -> Outgoing:
    """What says that there is news, for the thread."""
    news = str(parcel.content["news"])
    return say_note(read_report(parcel), read_facts(parcel, sent_at), news)


def render_over(parcel: Parcel, sent_at: datetime) -> Outgoing:
    """What says that it is over, for the thread."""
    report, facts = read_report(parcel), read_facts(parcel, sent_at)
    return Outgoing(say_over(report, read_recovery(parcel), facts))


def redo_as_over(first: DeliveryRow, over: DeliveryRow) -> Message:
    """The message that said it fires, once it is over."""
    acknowledged_by = str(over.content.get("acknowledged_by") or "")
    standing = Standing(acknowledged_by, over=read_recovery(over))
    return render_alert(first, first.finished_at or first.due_at, standing).main


def render_closed(parcel: Parcel, sent_at: datetime) -> Outgoing:
    """What says that nobody watches it any more, for the thread."""
    facts = read_facts(parcel, sent_at)
    return Outgoing(say_closed(read_report(parcel), str(parcel.content["closed"]), facts))


def redo_as_closed(first: DeliveryRow, closed: DeliveryRow) -> Message:
    """The message that said it fires, once nobody watches it any more."""
    content = closed.content
    standing = Standing(str(content["acknowledged_by"]), closed=str(content["closed"]))
    return render_alert(first, first.finished_at or first.due_at, standing).main


def read_report(parcel: Parcel) -> AlertReport:
    """What a parcel of any of these kinds tells."""
    return thaw_alert(parcel.content["report"])


def read_recovery(parcel: Parcel) -> Recovery:
    """How the alert of a parcel of the kind `ALERT_OVER` ended."""
    return thaw_recovery(parcel.content["recovery"])


def read_facts(parcel: Parcel, sent_at: datetime, standing: Standing | None = None) -> AlertFacts:
    """What its message needs besides the report."""
    content = parcel.content
    late = None
    if sent_at - parcel.due_at > PUNCTUAL:
        late = Late(parcel.due_at, _NOT_SENT)
    return AlertFacts(
        key=str(content.get("first") or parcel.key),
        sent_at=sent_at,
        zone=str(content["zone"]),
        rule_id=parcel.rule_id or 0,
        standing=standing or Standing(),
        mentions=tuple(content["mentions"]),
        late=late,
        set_up_by=parcel.owner if content.get("introduces") else "",
        banner=TEST if content.get("test") else "",
    )
