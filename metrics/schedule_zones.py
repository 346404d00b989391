"""The names of zones as people write them, in whatever case; places, never abbreviations."""

import re
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from storage.problem import Problem

ABBREVIATIONS = frozenset((
    "cet", "cest", "eet", "eest", "wet", "west", "met", "mest", "est", "edt", "cst", "cdt", "mst",
    "mdt", "pst", "pdt", "akst", "akdt", "hst", "bst", "ist", "sast", "jst", "kst", "aest", "aedt",
    "acst", "acdt", "awst", "nzst", "nzdt", "hkt", "sgt", "msk",
    "est5edt", "cst6cdt", "mst7mdt", "pst8pdt",
))  # fmt: skip
"""What people call the time of the clock; none says which clock changes hold."""
REGIONS = frozenset((
    "africa", "america", "antarctica", "arctic", "asia", "atlantic", "australia", "europe",
    "indian", "pacific",
))  # fmt: skip
"""What the names of places begin with."""
_NEAR = 75


def read_zone(text: str) -> ZoneInfo:
    """The zone a text names: "Europe/Berlin", "asia/kathmandu", "America/New York", "UTC".

    Raises:
        Problem: when there is no such zone, or only an abbreviation that tells half of it.
    """
    said = re.sub(r"\s+", "_", text.strip()).casefold()
    if said in ABBREVIATIONS:
        raise Problem(
            "zone-abbreviation",
            what=f"“{cut_words(text)}” is the name of an hour, not of a place.",
            why="It does not say when the clocks change, or whether they do.",
            fix="Name a place such as Europe/Berlin or America/New_York, or UTC.",
        )
    name = _zone_names().get(said)
    if name is None:
        raise Problem(
            "unknown-zone",
            what=f"I don't know the time zone “{cut_words(text)}”."
            if said
            else "No zone is named.",
            fix="Name one such as Europe/Berlin, America/New_York or UTC.",
            suggestions=_find_near(said),
        )
    return ZoneInfo(name)


def _find_near(said: str) -> tuple[str, ...]:
    """Zones whose name, or whose place alone, is near to what was said."""
    places: dict[str, str] = {}
    for key, name in _zone_names().items():
        if key.split("/", 1)[0] in REGIONS:
            places[key] = name
            places.setdefault(key.rsplit("/", 1)[-1], name)
    near = process.extract(said[:60], places.keys(), scorer=fuzz.ratio, limit=6, score_cutoff=_NEAR)
    return tuple(dict.fromkeys(places[key] for key, _, _ in near))[:3]


@cache
def _zone_names() -> dict[str, str]:
    """Every zone under its name in small letters; read from disk once."""
    return {
        name.casefold(): name
        for name in sorted(available_timezones())
        if name.casefold() not in ABBREVIATIONS
    }


def cut_words(text: str) -> str:
    """What somebody wrote, on one line, short enough to be repeated in an answer."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else plain[:39] + "…"
