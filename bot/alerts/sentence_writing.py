"""The sentence of a rule, as it stands behind `/sales alert`: `sentence` reads it back. Pure.

`#sales when win rate segment:Enterprise is below 18 % over 4 weeks with at least 30 deals, …`
"""

from bot.alerts.amounts import CHANGES
from bot.alerts.rule_words import RuleWords
from bot.commands.words_text import write_name
from metrics.alerts.rule import Against, Kind

_HELD = {Against.PREVIOUS: "against the time before", Against.YEAR: "against last year"}


def write_sentence(words: RuleWords, zone: str = "") -> str:
    """The sentence of a rule.

    Args:
        words: From `bot.alerts.writing.describe_rule`.
        zone: Of whoever reads it; a rule's own is not named where it is the same.
    """
    kind = Kind(words.kind)
    to = _join([_write_place(one) for one in words.recipients])
    head = " ".join(
        part for part in (to, "when", _write_watched(words, kind), *_write_window(words)) if part
    )
    return ", ".join([head, *_list_clauses(words, kind, zone)])


def write_gist(words: RuleWords) -> str:
    """The heart of it: what is watched, for what, over how long."""
    return " ".join((_write_watched(words, Kind(words.kind)), *_write_window(words)[:1])).strip()


def _write_watched(words: RuleWords, kind: Kind) -> str:
    """What is watched, and for what."""
    line = words.line
    if kind is Kind.STALE:
        return f"the data is older than {line}" if line else "the data is stale"
    if kind is Kind.UNUSUAL:
        return f"{words.what} is unusual"
    if kind is Kind.NO_DATA:
        return f"{words.what} has no data"
    if kind not in CHANGES:
        return f"{words.what} is {kind.value} {line}"
    against = Against(words.against or Against.PREVIOUS)
    if against is Against.GOAL:
        side = "behind" if kind is Kind.FELL else "ahead of"
        return f"{words.what} is more than {line} {side} goal"
    return f"{words.what} {kind.value} by {line} {_HELD[against]}"


def _write_window(words: RuleWords) -> list[str]:
    over = f"over {words.over}" if words.over else ""
    return [over, f"with at least {words.least}" if words.least else ""]


def _list_clauses(words: RuleWords, kind: Kind, zone: str) -> list[str]:
    """What stands behind the commas; a clause that says nothing is left out."""
    mentions = _join([_write_place(one) for one in words.mentions])
    clauses = (
        _write_certainty(words.certainty),
        f"for {words.hold}" if words.hold else "",
        _write_recovery(words, kind),
        f"at most every {words.pause}" if words.pause else "",
        f"not between {words.quiet.replace(' to ', ' and ')}" if words.quiet else "",
        "on working days" if words.working_days == "yes" else "",
        f"time zone {words.zone}" if words.zone and words.zone != zone else "",
        f"mention {mentions}" if mentions else "",
        f"whose {_write_whose(words.whose)}" if words.whose not in ("", "visible") else "",
        f"called {_quote(words.name)}" if words.name else "",
    )
    return [clause for clause in clauses if clause]


def _write_certainty(certainty: str) -> str:
    if certainty.endswith(" a year"):
        number = certainty.removesuffix(" a year")
        return f"at most {number} false alarm{'' if number == '1' else 's'} a year"
    if certainty[:1].isdigit():
        return f"certainty {certainty}"
    return f"{certainty} certainty" if certainty else ""


def _write_recovery(words: RuleWords, kind: Kind) -> str:
    days = "" if words.recover_for in ("", "1 day") else f" for {words.recover_for}"
    if not words.recover:
        return f"until back{days}" if days else ""
    side = {Kind.BELOW: "above", Kind.ABOVE: "below"}.get(kind, "within")
    return f"until {side} {words.recover}{days}"


def _write_whose(whose: str) -> str:
    for start in ("team of ", "person "):
        if whose.startswith(start):
            return f"{start.split()[0]} {write_name(whose.removeprefix(start))}"
    return whose


def _write_place(place: str) -> str:
    """A channel or person, as Slack writes them in what is typed."""
    return f"<#{place}>" if place[:1] in ("C", "G") else f"<@{place}>"


def _quote(name: str) -> str:
    quoted = write_name(name)
    return quoted if quoted.startswith('"') else f'"{quoted}"'


def _join(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
