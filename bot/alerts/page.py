"""The page docs/alerts.md: every property of a rule by form, sentence and file, declared once."""

from dataclasses import dataclass

from bot.alerts.plan_file import ALERTS, RuleEntry
from bot.messages import alert_form
from bot.plans.file import write_plan_file
from metrics.alerts.rule import HOLD_DAYS, LEAST, WINDOW_DAYS, Sort


@dataclass(frozen=True)
class Property:
    """One property of a rule.

    Attributes:
        key: In a file; most are fields of `bot.alerts.rule_words.RuleWords`.
        label: What the form calls it.
        what: What it does.
        sentence: How a sentence says it.
        value: The same in a file, as TOML.
        usual: What holds where nothing is said.
    """

    key: str
    label: str
    what: str
    sentence: str
    value: str
    usual: str


@dataclass(frozen=True)
class KindSaid:
    """One kind of alert, in a sentence that the page shows.

    Attributes:
        kind: A value of `metrics.alerts.rule.Kind`.
        what: When it fires.
        sentence: A whole rule of the kind.
    """

    kind: str
    what: str
    sentence: str


KINDS = (
    KindSaid(
        "below",
        "The value is below the line, surely: a rate by the whole of its interval. A value on "
        "the line is not below it.",
        "win rate is below 18 % over 4 weeks",
    ),
    KindSaid("above", "The same on the other side.", "overdue deals is above 25"),
    KindSaid(
        "fell",
        "It fell by more than that against the days before, the same days of last year, or what "
        "the goal asks for by now. Shares fall by points, all else by percent.",
        "bookings fell by 20 % against last year over 90 days",
    ),
    KindSaid(
        "rose",
        "The same on the other side.",
        "sales cycle rose by 25 % over a quarter",
    ),
    KindSaid(
        "unusual",
        "It is far from its own history, the season of last year taken into account.",
        "new leads is unusual over 1 week",
    ),
    KindSaid(
        "no_data",
        "Nothing was counted in the window, though the data reaches to its end.",
        "new leads has no data over 3 days",
    ),
    KindSaid(
        "stale",
        "No import for longer than that; without a line, for longer than is usual here.",
        "the data is older than 2 days",
    ),
)
"""All kinds."""

PROPERTIES = (
    Property(
        "what",
        "What",
        "A metric with its filters, as behind `/sales`; with `by`, each group by itself.",
        "win rate mid-market by owner",
        '"win rate segment:Mid-market by owner"',
        "has to be said",
    ),
    Property(
        "kind", "Tell when", "One of the kinds above.", "is below", '"below"', "has to be said"
    ),
    Property(
        "line",
        "Below",
        "The line, or by how much it fell or rose. The form calls it by the kind: below, above, by "
        "more than, older than.",
        "18 %",
        '"18 %"',
        "has to be said; the age of the data: longer than usual",
    ),
    Property(
        "against",
        "Held against",
        "What a fall or a rise is measured from: `previous`, `year` or `goal`.",
        "against last year",
        '"year"',
        "the time before",
    ),
    Property(
        "over",
        "Over the last",
        "The window: complete days that end with the last one the data covers.",
        "over 13 weeks",
        '"13 weeks"',
        f"{WINDOW_DAYS // 7} weeks; against a goal, its own days",
    ),
    Property(
        "certainty",
        "How sure",
        "How sure it must be: `normal` (95 %), `quiet` (99 %), a number of standard deviations, "
        "or how many false alarms a year are allowed; the bound is then worked out from your own "
        "history.",
        "at most 1 false alarm a year",
        '"1 a year"',
        "normal",
    ),
    Property(
        "least",
        "On at least",
        "The smallest sample it may be judged by.",
        "with at least 30 deals",
        "30",
        f"{LEAST[Sort.SHARE]} for shares, {LEAST[Sort.MEAN]} for averages, none for sums",
    ),
    Property(
        "hold",
        "Once it lasts for",
        "For how many days it must be so before anybody is told.",
        "for 2 days",
        '"2 days"',
        f"{HOLD_DAYS[Sort.SHARE]} days for shares and averages, {HOLD_DAYS[Sort.SUM]} for sums",
    ),
    Property(
        "recover",
        "Over when it is back above",
        "How far it must come back to be over.",
        "until above 20 %",
        '"20 %"',
        "back across the line",
    ),
    Property(
        "recover_for",
        "And stays so for",
        "And for how many days.",
        "until back for 2 days",
        '"2 days"',
        "1 day",
    ),
    Property(
        "recipients",
        "To channels",
        "Channels and people, whom the form asks for apart; nobody gets more than they may see.",
        "#sales",
        '["C0SALES"]',
        "whoever writes the sentence; a file has to say it",
    ),
    Property(
        "mentions",
        "Mention",
        "People who are named in the message, so that it rings.",
        "mention @anna",
        '["anna4@example.com"]',
        "nobody",
    ),
    Property(
        "pause",
        "At most every",
        "The shortest time between two notices.",
        "at most every 2 days",
        '"2 days"',
        "24 hours",
    ),
    Property(
        "quiet",
        "Not between",
        "When nobody is told; it is told afterwards, if it is still so.",
        "not between 19:00 and 08:00",
        '"19:00 to 08:00"',
        "never",
    ),
    Property(
        "working_days",
        "Days",
        "Nobody is told on Saturdays and Sundays.",
        "on working days",
        "true",
        "every day",
    ),
    Property(
        "zone",
        "Time zone of these hours",
        "The zone of the quiet hours and of the working days.",
        "time zone Europe/Lisbon",
        '"Europe/Lisbon"',
        "that of the owner",
    ),
    Property(
        "whose",
        "Whose numbers",
        "`visible` (all that those who are told may see), `own`, `team of` somebody, or one "
        "`person`.",
        "whose team of Dana",
        '"team of dana2@example.com"',
        "all that those who are told may see",
    ),
    Property(
        "name",
        "Its name",
        "What it is called.",
        'called "Conversion"',
        '"Conversion"',
        "its sentence",
    ),
)
"""All of them that form, sentence and file share."""

FILE_ALONE = (
    ("owner", "Who it belongs to, and is told when it can't be judged: an e-mail address."),
    ("paused", "`true` for a rule that rests."),
)
"""What only a file has to say: a form is filled in by its owner, and pausing is a button."""

EXAMPLE = RuleEntry(
    name="Mid-market conversion",
    what="win rate segment:Mid-market by owner",
    kind="below",
    line="18 %",
    over="13 weeks",
    least="30 deals",
    certainty="1 a year",
    hold="2 days",
    recover="20 %",
    recipients=("C0SALES",),
    mentions=("anna4@example.com",),
    quiet="19:00 to 08:00",
    working_days=True,
    owner="grace1@example.com",
)
"""The rule that the page shows in both spellings."""

EXAMPLE_SENTENCE = (
    "#sales when win rate mid-market by owner is below 18 % over 13 weeks with at least 30 deals, "
    "at most 1 false alarm a year, for 2 days, until above 20 %, not between 19:00 and 08:00, "
    'on working days, mention @anna, called "Mid-market conversion"'
)

_HEAD = """\
# Alerts

What an alert rule can say. The same rule can be typed as a sentence behind `/sales alert`, filled
into a form (`/sales alert new`), or kept in a file (`salesbell alerts apply FILE`): every property
means the same in all three. This page is generated from the declarations (`bot/alerts/page.py`);
write it again with `python -m bot.alerts > docs/alerts.md`.

* A rule looks at complete days that the data covers, and is judged when newer data has come.
* A rate is judged by its interval, not by its point: 9 of 90 is surely below 20 %, 9 of 61 is not.
* It fires once, is noted in its thread when it gets much worse, and is over only when a real good
  value has come. Loss of data never says that all is well.
* Several groups that fire at once are one message; a wider alert speaks for narrower ones.
* Before it is saved, a rule is tried on the last year.
"""


def write_page() -> str:
    """The whole page as Markdown."""
    labels = {choice.value: choice.label for choice in alert_form.KINDS}
    kinds = [
        f"| `{one.kind}` | {labels[one.kind]} | {one.what} | `{one.sentence}` |" for one in KINDS
    ]
    properties = [
        f"| `{one.key}` | {one.label} | {one.what} | `{one.sentence}` | `{one.value}` "
        f"| {one.usual} |"
        for one in PROPERTIES
    ]
    alone = [f"* `{key}`: {what}" for key, what in FILE_ALONE]
    return "\n".join((
        _HEAD,
        "## Kinds\n",
        "| in a file | in the form | it fires when | a sentence |",
        "|---|---|---|---|",
        *kinds,
        "\n## Properties\n",
        "| in a file | in the form | what it does | in a sentence | its value | when left out |",
        "|---|---|---|---|---|---|",
        *properties,
        "\nA file says two things more:\n",
        *alone,
        "\nIn a file people are e-mail addresses and channels their ids, which outlive names.\n",
        "## One rule, both ways\n",
        f"```\n/sales alert {EXAMPLE_SENTENCE}\n```\n",
        f"```toml\n{write_plan_file([EXAMPLE], ALERTS)}```\n",
    ))  # fmt: skip
