"""The Home tab: hello, the reader's key figures, what to try, how fresh the data is."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import actions
from bot.messages.alert_list import RuleCard
from bot.messages.alert_list import show_card as show_rule_card
from bot.messages.blocks import (
    Button,
    bold,
    context,
    divider,
    fields,
    header,
    paragraph,
    show_buttons,
)
from bot.messages.digest_list import show_card
from bot.messages.digest_words import DigestCard
from bot.messages.help import make_try_buttons
from bot.messages.limits import say_more
from bot.messages.message import Block
from bot.messages.text import clean_lines, name
from bot.messages.views import View, make_home
from storage.problem import Problem

DIGESTS = 8
"""Shown on the Home tab; the others are counted."""
ALERTS = 6
"""The same of alerts."""
WATCH = (
    "Told when a number is really not as it should be, with the reason. Write what to watch as you "
    "would say it: /sales alert win rate is below 20 % over 4 weeks"
)
OFFER = (
    "The week on one page: what changed, why, and what to do next. Every Monday at nine, in our "
    "direct messages."
)


@dataclass(frozen=True)
class Figure:
    """One number on the Home tab, in words: ("Win rate", "61.7 %", "this quarter")."""

    title: str
    value: str
    note: str = ""


def show_home(
    person: str,
    scope: str,
    figures: Sequence[Figure],
    freshness: str,
    digests: Sequence[DigestCard] = (),
    more_digests: int = 0,
    alerts: Sequence[RuleCard] = (),
    more_alerts: int = 0,
) -> View:
    """The Home tab of somebody who is known.

    Args:
        person: Their name.
        scope: Whose deals they see, in words.
        figures: Their key numbers.
        freshness: "data from deals.csv, 2 h ago".
        digests: Those they get or own; at most `DIGESTS` are shown.
        more_digests: How many there are besides.
        alerts: The rules they own or hear of; at most `ALERTS` are shown.
        more_alerts: How many there are besides.
    """
    blocks: list[Block] = [header(f"Hello {name(person)}")]
    if figures:
        blocks.extend(fields([_say_figure(figure) for figure in figures[:10]]))
    else:
        step = "There are no numbers yet. Import your deals: salesbell import deals deals.csv"
        blocks.append(paragraph([step]))
    blocks.append(context(f"{name(scope)} · {clean_lines(freshness)}"))
    blocks.append(divider())
    blocks.extend(_show_digests(digests, more_digests, offer=bool(figures)))
    blocks.append(divider())
    if alerts or figures:
        blocks.extend(_show_alerts(alerts, more_alerts))
        blocks.append(divider())
    blocks.append(
        paragraph(
            [bold("Ask in any channel, or here: "), "answers are private until you share them."]
        )
    )
    blocks.extend(show_buttons(make_try_buttons("/pipeline")))
    blocks.extend(show_buttons(make_try_buttons("/sales")))
    return make_home(blocks)


def _show_digests(digests: Sequence[DigestCard], more: int, *, offer: bool) -> list[Block]:
    """When the next ones come; an offer to whoever gets none."""
    blocks: list[Block] = [paragraph([bold("Your digests")])] if digests or offer else []
    for card in digests[:DIGESTS]:
        blocks += show_card(card)
    more += max(0, len(digests) - DIGESTS)
    if more:
        blocks.append(context(f"{say_more(more)}: /sales digest"))
    new = Button("New digest", actions.NEW_DIGEST)
    if digests:
        return [*blocks, *show_buttons([new])]
    if not offer:  # before the first import there is nothing to tell
        return []
    quick = Button("Get the Monday digest", actions.QUICK_DIGEST, primary=True)
    return [*blocks, paragraph([OFFER]), *show_buttons([quick, new])]


def _show_alerts(alerts: Sequence[RuleCard], more: int) -> list[Block]:
    """What is watched, and where it stands; how to begin for whoever has none."""
    blocks: list[Block] = [paragraph([bold("Your alerts")])]
    for card in alerts[:ALERTS]:
        blocks += show_rule_card(card)
    more += max(0, len(alerts) - ALERTS)
    if more:
        blocks.append(context(f"{say_more(more)}: /sales alert"))
    if not alerts:
        blocks.append(paragraph([WATCH]))
    return [*blocks, *show_buttons([Button("New alert", actions.NEW_ALERT)])]


def show_home_problem(problem: Problem) -> View:
    """The Home tab of somebody who sees no numbers: why, and how to be linked."""
    lines = [clean_lines(part) for part in (problem.why, problem.fix) if part]
    return make_home(
        [header("Hello"), paragraph([bold(clean_lines(problem.what))], *[[line] for line in lines])]
    )


def _say_figure(figure: Figure) -> str:
    return "\n".join(
        part for part in (name(figure.title), figure.value, name(figure.note, 80)) if part != "–"
    )
