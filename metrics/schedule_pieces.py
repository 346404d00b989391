"""A written schedule taken apart: zone, first day, time, and the words that name the days."""

import re
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from metrics.schedule import USUAL_TIME
from metrics.schedule_clock import take_times
from metrics.schedule_forms import read_quarter_start, split_words
from metrics.schedule_names import SHORT_MONTHS
from metrics.schedule_zones import ABBREVIATIONS, REGIONS, read_zone
from storage.problem import Problem

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"\d{4}-\d\d?-\d\d?|\d{1,2}[./]\d{1,2}[./]\d{4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}}\b(?!:))?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}}\b(?!:))?"
)
_FIRST = re.compile(
    r",?(?: ?\b(?:from|starting|beginning|since|as of)(?: from| on)?(?: the)?"
    rf"(?: (?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?)?)? (?P<day>{_DATE})"
)
_ZONE = re.compile(
    rf"(?:\bin )?(?<![\w/])(?P<zone>(?:{'|'.join(sorted(REGIONS))})/[\w/+-]+"
    rf"|(?:utc|gmt|{'|'.join(sorted(ABBREVIATIONS))})\b)(?! ?[/-]\w)(?: time\b)?"
)


@dataclass(frozen=True)
class Pieces:
    """A text taken apart.

    Attributes:
        first: The date that it names, as written.
        times: None when it says no time; more than one is too many.
        words: The plain words of its days; fillers are left out.
        unknown: Its words that are not known.
        days: The text of the days alone.
        quarter_start: 1 to 3 where it says with which months quarters begin.
    """

    zone: ZoneInfo
    first: str | None
    times: tuple[time, ...]
    words: list[str]
    unknown: list[str]
    days: str
    quarter_start: int | None
    says_zone: bool

    @property
    def ending(self) -> str:
        """The first time, and the zone where one is said, to be put behind other days."""
        return self.end_with(self.times[0] if self.times else USUAL_TIME)

    def end_with(self, at: time) -> str:
        """Another time, and the zone where one is said."""
        return f"{at:%H:%M} {self.zone.key}" if self.says_zone else f"{at:%H:%M}"


def take_apart(plain: str, zone: ZoneInfo) -> Pieces:
    """Zone, first day, time and words, each taken out before the next is looked for.

    Args:
        plain: The normalised text.
        zone: Used when the text names none.

    Raises:
        Problem: when it names a zone or a time that does not exist.
    """
    first, quarter_start, says_zone = None, None, False
    if found := _ZONE.search(plain):
        zone, plain = _take_zone(plain, found)
        says_zone = True
    if found := _FIRST.search(plain):
        first = found["day"]
        plain = _cut_out(plain, found)
    plain = plain.replace(f"({SHORT_MONTHS})", " ")
    months = re.search(r"(?<=quarter) ?\(([a-z, ]+)\)", plain)
    if months and (quarter_start := read_quarter_start(months[1])):
        plain = _cut_out(plain, months)
    days, times = take_times(re.sub(r"\( *\)", " ", plain).strip())
    days = " ".join(days.split()).strip(" ,")
    words, unknown = split_words(days)
    return Pieces(zone, first, tuple(times), words, unknown, days, quarter_start, says_zone)


def _take_zone(plain: str, found: re.Match[str]) -> tuple[ZoneInfo, str]:
    """The zone, and the text without it; "america/new york" has a blank in it."""
    rest = _cut_out(plain, found)
    longer = re.match(r" ([a-z]+)", plain[found.end() :])
    if longer:
        try:
            zone = read_zone(f"{found['zone']} {longer[1]}")
            return zone, f"{plain[: found.start()]} {plain[found.end() + longer.end() :]}".strip()
        except Problem:
            pass  # the next word belongs to something else
    try:
        return read_zone(found["zone"]), rest
    except Problem as problem:
        problem.suggestions = tuple(f"{rest} {name}" for name in problem.suggestions)
        raise


def _cut_out(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()
