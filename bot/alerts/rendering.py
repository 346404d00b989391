"""Alerts in the outbox become what people see, from what was frozen in them alone.

Three kinds: that it fires, that there is news of it, that it is over. The last two carry the key of
the first, whose message they answer; the last one redoes that message, too.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.messages.alert import say_alert
from bot.messages.alert_facts import AlertFacts, Standing
from bot.messages.alert_notes import say_note, say_over
from bot.messages.message import Message
from bot.messages.origins import Late
from bot.messages.outgoing import Outgoing
from metrics.alerts.recovery import Recovery, freeze_recovery, thaw_recovery
from metrics.alerts.report import AlertReport, freeze_alert, thaw_alert
from storage.outbox import DeliveryRow, Parcel

ALERT = "alert"
ALERT_NOTE = "alert-note"
ALERT_OVER = "alert-over"
"""The kinds of deliveries that alerts are."""

PUNCTUAL = timedelta(minutes=15)
"""So much later nobody is told why."""

_NOT_SENT = "it could not be sent earlier"


def write_alert(
    report: AlertReport,
    zone: str,
    mentions: Sequence[str] = (),
    *,
    introduces: bool = False,
    banner: str = "",
) -> dict[str, Any]:
    """The content of a parcel that says it fires; thawed by `render_alert`.

    Args:
        report: What is told.
        zone: IANA; in which its times are told.
        mentions: The Slack users who are called.
        introduces: Whether it is the first alert of its rule there, and says who set it up.
        banner: Above a preview or a test.
    """
    content: dict[str, Any] = {"report": freeze_alert(report), "zone": zone}
    content["mentions"] = list(mentions)
    if introduces:
        content["introduces"] = True
    return content | {"banner": banner} if banner else content


def write_note(
    report: AlertReport, zone: str, first: str, news: str, mentions: Sequence[str] = ()
) -> dict[str, Any]:
    """The content of a parcel with news of an alert.

    Args:
        report: As it stands now.
        zone: IANA.
        first: The key of the delivery to the same recipient that said it fires.
        news: Why people are told again: "more groups fire".
        mentions: The Slack users who are called.
    """
    return write_alert(report, zone, mentions) | {"first": first, "news": news}


def write_over(
    report: AlertReport, recovery: Recovery, zone: str, first: str, acknowledged_by: str = ""
) -> dict[str, Any]:
    """The content of a parcel that says that an alert is over.

    Args:
        report: As the alert was told.
        recovery: How it ended.
        zone: IANA.
        first: The key of the delivery to the same recipient that said it fires.
        acknowledged_by: The Slack user who looked after it.
    """
    content = write_alert(report, zone) | {"first": first, "recovery": freeze_recovery(recovery)}
    return content | {"acknowledged_by": acknowledged_by} if acknowledged_by else content


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


def read_report(parcel: Parcel) -> AlertReport:
    """What a parcel of any of the three kinds tells."""
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
        banner=str(content.get("banner") or ""),
        set_up_by=parcel.owner if content.get("introduces") else "",
    )
