"""Alerts to word: one number, many groups, over. Invented names throughout."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.messages.alert_facts import AlertFacts, Standing
from metrics.alerts.recovery import Recovery
from metrics.alerts.report import AlertReport, Cause, Driver, GroupReport
from metrics.period import Period
from tests.metrics.charts.watch_examples import WATCHES, draw_groups

SENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WINDOW = Period(date(2026, 10, 26), date(2026, 11, 23), "")
KEY = "alert:7:3:C0SALES"
ANN, MAX = "U0ANN", "U0MAX"
FACTS = AlertFacts(key=KEY, sent_at=SENT, zone="Europe/Berlin", rule_id=7)
CALLING = replace(FACTS, mentions=(ANN, MAX))

DEALS = tuple(
    f"Rollout {number} of Northwind Traders · Ann Berg · ${80 - number}k: lost to price"
    for number in range(1, 13)
)
CAUSE = Cause(
    subject="segment:Enterprise",
    sentence="Most of it is Enterprise, which wins less: 2.9 of the 4.2 points.",
    drivers=(
        Driver("Enterprise", "won 8 of 40, before that 18 of 45: \N{MINUS SIGN}2.9 points"),
        Driver("Partner", "won 4 of 30, before that 7 of 28: \N{MINUS SIGN}1.1 points"),
    ),
    deals=DEALS,
    compared="held against the 28 days before",
)
WHOLE = AlertReport(
    rule="Enterprise conversion",
    watches="Win rate of Enterprise, below 20 % over 28 days",
    headline="Win rate is 10 %, surely below 20 %",
    period=WINDOW,
    scope="Dana Fox's team",
    groups=(GroupReport("", "", "10 %", "9 of 90, surely between 5 and 18 %", date(2026, 11, 20)),),
    chart=WATCHES["firing"],
    cause=CAUSE,
    look_first=(
        "Look at the 12 deals lost to price in Enterprise.",
        "Ask Ann Berg about Northwind Traders: 5 of them are hers.",
    ),
    data_as_of=SENT - timedelta(hours=3),
    computed=(
        "Win rate = deals won / (deals won + deals lost), by close date",
        "Computed for Dana Fox's team",
        "surely: Wilson's bound, one-sided 95 %, for 3 days in a row",
        "days in Europe/Berlin",
    ),
)
REPS = ("Ann Berg", "Max Diaz", "Priya Nair", "Tom Okafor", "Yuki Sato", "Lea Brandt")


def fire(count: int) -> AlertReport:
    """So many owners below the line."""
    groups = tuple(
        GroupReport(
            f"{number}",
            f"{REPS[number % len(REPS)]} {number // len(REPS) or ''}".strip(),
            f"{5 + number % 9} %",
            f"{number % 7} of {40 + number}, surely below 18 %",
            date(2026, 11, 20) - timedelta(days=number % 5),
        )
        for number in range(count)
    )
    return replace(
        WHOLE,
        rule="Win rate by rep",
        watches="Win rate by owner, below 20 % over 28 days",
        headline=f"Win rate is below 20 % for {count} of 24 owners, first Ann Berg: 5 %",
        groups=groups,
        chart=draw_groups(count),
    )


RECOVERY = Recovery(
    headline="Win rate is 24 %, surely back above 20 % for 2 days",
    since=date(2026, 11, 20),
    until=date(2026, 12, 2),
    chart=WATCHES["over"],
    data_as_of=SENT + timedelta(days=10),
)
OVER = replace(FACTS, standing=Standing(acknowledged_by=ANN, over=RECOVERY))
ACKNOWLEDGED = replace(FACTS, standing=Standing(acknowledged_by=ANN))
SNOOZED = replace(
    FACTS,
    standing=Standing(acknowledged_by=ANN, snoozed_until=SENT + timedelta(days=1), snoozed_by=MAX),
)
