"""Parts of what is told of an alert: its groups, why, what to look at first; for every place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.messages.blocks import Line, Run, bold, bullets, paragraph
from bot.messages.digest_pages import Part
from bot.messages.freshness import say_day, say_period
from bot.messages.limits import FALLBACK_BYTES, cut, cut_bytes, join_lines, measure, say_more
from bot.messages.message import Picture, Piece
from bot.messages.text import clean, escape, name
from metrics.alerts.report import AlertReport, Cause, GroupReport
from metrics.charts import ChartSpec, draw_chart

SENTENCE = 600
LINE = 280
VALUE = 80
ADVICE = 5
LETTERS = 2_700
"""Of one list; Slack takes 3,000 of a text."""

RULE = 120
WATCHES = 200
IN_THREAD = "more in the thread"


@dataclass(frozen=True)
class Room:
    """How much of each list is shown.

    Attributes:
        noun: What the others are called: "more in the thread".
    """

    groups: int
    drivers: int
    deals: int
    noun: str = "more"


MESSAGE = Room(groups=5, drivers=4, deals=3, noun=IN_THREAD)
WINDOW = Room(groups=40, drivers=20, deals=40)


def show_groups(groups: Sequence[GroupReport], room: Room) -> list[Part]:
    """The firing groups a line each; nothing of the whole, of which `say_sure` tells."""
    if not any(clean(one.label) for one in groups):
        return []
    lines: list[Line] = [
        [bold(f"{name(one.label)} {_say_value(one)}"), f": {_say_details(one)}"]
        for one in groups[: room.groups]
    ]
    return [list_lines(lines, len(groups) - len(lines), room.noun)]


def say_sure(groups: Sequence[GroupReport]) -> str:
    """How sure the one number is that is watched; empty where several are."""
    if len(groups) != 1 or clean(groups[0].label):
        return ""
    return cut(clean(groups[0].sure), LINE)


def show_cause(cause: Cause | None, room: Room) -> list[Part]:
    """Why the number moved: the finding, the segments behind it, the deals behind those."""
    if cause is None:
        return []
    sentence = " ".join(filter(None, map(_say, (cause.sentence, cause.compared))))
    parts, drivers = [], cause.drivers[: room.drivers]
    if sentence or drivers:
        lines: list[Line] = [
            [bold(name(one.label)), f": {cut(clean(one.words), LINE)}"] for one in drivers
        ]
        left = len(cause.drivers) - len(drivers)
        parts.append(list_lines(lines, left, title="Why", sentence=sentence))
    if cause.deals:
        deals: list[Line] = [cut(clean(one), LINE) or "–" for one in cause.deals[: room.deals]]
        left = len(cause.deals) - len(deals)
        parts.append(list_lines(deals, left, room.noun, "Deals behind it"))
    return parts


def show_advice(look_first: Sequence[str]) -> list[Part]:
    """What to look at first."""
    lines: list[Line] = [cut(clean(line), LINE) for line in look_first if clean(line)]
    if not lines:
        return []
    return [list_lines(lines[:ADVICE], len(lines[ADVICE:]), title="Look first")]


def list_lines(
    lines: Sequence[Line], left: int = 0, noun: str = "more", title: str = "", sentence: str = ""
) -> Part:
    """Lines in a list, below a title and a sentence; `left` is how many more there are."""
    kept: list[Line] = []
    room = LETTERS
    for line in lines:
        room -= measure(_speak(line))
        if room < 0:
            break
        kept.append(line)
    if left := left + len(lines) - len(kept):
        kept.append(say_more(left, noun))
    head: Line = [bold(title), f"\n{sentence}"] if sentence else [bold(title)] if title else []
    block = bullets(kept, len(kept), head) if kept else paragraph(head)
    said = [f"{title}: {sentence}".strip()] if title else []
    return Part((block,), (*said, *(f"• {_speak(line)}" for line in kept)))


def show_remarks(report: AlertReport) -> list[Part]:
    """What an import has changed of it, and what can't be seen at the moment."""
    remarks = [_say(part) for part in (report.blind, report.restated) if clean(part)]
    if not remarks:
        return []
    lines: list[Line] = [[Run(one, italic=True)] for one in remarks]
    return [Part((paragraph(*lines),), tuple(remarks))]


def show_chart(chart: ChartSpec | None) -> list[Picture]:
    """The chart, drawn when it is needed; equal charts have equal keys."""
    if chart is None:
        return []
    return [
        Picture(
            name="alert.png",
            png=partial(draw_chart, chart),
            alt_text=chart.alt_text,
            title=chart.title,
            key=chart,
        )
    ]


def say_watches(report: AlertReport) -> str:
    """What is watched, and the days that are looked at."""
    return " · ".join([name(report.watches, WATCHES), say_period(report.period)])


def announce_thread(report: AlertReport) -> str:
    """What stands in the thread, for those who would not look there."""
    groups, deals = len(report.groups), len(report.cause.deals) if report.cause else 0
    told = []
    if groups > MESSAGE.groups:
        told.append(f"all {groups:,} that fire")
    if deals > MESSAGE.deals:
        told.append(f"the {deals:,} deals behind it")
    return f"In the thread: {', '.join(told)}." if told else ""


def spread(parts: Iterable[Part]) -> list[Piece]:
    """What is seen of the parts."""
    return [piece for part in parts for piece in part.pieces]


def join_text(head: Sequence[str], parts: Iterable[Part], tail: Sequence[str], foot: str) -> str:
    """A message in words; its beginning and its end keep their room, whatever is between.

    Args:
        head: Lines in Slack's markup.
        parts: What follows; foreign text.
        tail: Lines in Slack's markup.
        foot: How it was computed; foreign text.
    """
    end = join_lines([cut_bytes(line, 700) for line in tail], 1_200, last=escape(foot))
    told = [escape(line) for part in parts for line in part.lines]
    return f"{join_lines([*head, *told], FALLBACK_BYTES - len(end.encode()) - 1)}\n{end}"


def _say_value(group: GroupReport) -> str:
    return cut(clean(group.value), VALUE) or "–"


def _say_details(group: GroupReport) -> str:
    sure = cut(clean(group.sure), LINE)
    since = f"since {say_day(group.since)}"
    return f"{sure} · {since}" if sure else since


def _say(words: str) -> str:
    """A sentence, beginning and ending as sentences do."""
    told = cut(clean(words), SENTENCE)
    end = "." if told and told[-1].isalnum() else ""
    return told[:1].upper() + told[1:] + end


def _speak(line: Line) -> str:
    """The words of a line that names nobody."""
    parts = [line] if isinstance(line, str) else line
    return "".join(part.text if isinstance(part, Run) else str(part) for part in parts)
