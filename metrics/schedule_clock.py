"""Times of the wall clock as people write them: 9, 9:00, 9.30, 17h30, 9am, 1730, noon."""

import re
from datetime import time

from storage.problem import Problem

HOURS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_HOUR_NAME = "|".join(HOURS)
_HALF = r"(?: ?(?P<{}>[ap])\.?m\b\.?)"
_TIME = re.compile(
    r"(?:\bat |@ ?)?(?<![\w.:-])(?:"
    rf"(?P<hour>\d{{1,2}})[:.h](?P<minute>\d\d)(?::00|h\b)?{_HALF.format('half')}?(?![\w:]|\.\d)"
    rf"|(?P<hour_of_half>\d{{1,2}}){_HALF.format('other_half')}"
    r"|(?P<hour_alone>\d{1,2})(?: ?h\b| ?o'clock)"
    r"|(?P<named>noon|midday|midnight)\b"
    r"|(?P<joined>\d{3,4})(?![\w.:-]))"
    r"|(?:\bat |@ ?)(?P<hour_at>\d{1,2})\b(?![-.:]\d)"
)
_BARE = re.compile(
    r"^(?P<before>\d{1,2})(?= "
    r"(?!(?:of|and|to|days?|weeks?|months?|quarters?|work|working|business)\b)[a-z]"
    r"|, (?:every|each|daily|week|mon|tue|wed|thu|fri|sat|sun))"
    r"|(?<!\bdays)(?<!\bday)(?<!\bthe)(?<!\band)(?<!\bon)(?<![,&+-]) (?P<after>\d{1,2})$"
)


def take_times(text: str) -> tuple[str, list[time]]:
    """The times in a normalised text, and the text without them.

    A number alone is a time where it stands first or last: "Monday 9", but not "on the 15".

    Raises:
        Problem: when something written as a time is none, such as 25:00.
    """
    text = re.sub(r"(?<=\d) in the morning\b", "am", text)
    text = re.sub(r"(?<=\d) in the (?:afternoon|evening)\b", "pm", text)
    text = re.sub(
        rf"(?<=\bat )(?:{_HOUR_NAME})\b|\b(?:{_HOUR_NAME})(?=$| ?(?:o'clock|[ap]\.?m\b))",
        lambda match: str(HOURS.index(match[0]) + 1),
        text,
    )
    pattern = _TIME if _TIME.search(text) else _BARE
    times = [_read_time(match) for match in pattern.finditer(text)]
    return pattern.sub(" ", text), times


def _read_time(match: re.Match[str]) -> time:
    """The time of one of the patterns' matches."""
    said = {name: value for name, value in match.groupdict().items() if value}
    if named := said.get("named"):
        return _NAMED[named]
    half = said.get("half") or said.get("other_half")
    if joined := said.get("joined"):
        hour, minute = int(joined[:-2]), int(joined[-2:])
    else:
        minute = int(said.pop("minute", 0))
        hour = next(int(value) for value in said.values() if value.isdecimal())
    if minute > 59 or (hour > 23 if half is None else not 1 <= hour <= 12):
        raise Problem(
            "unknown-time",
            what=f"“{match[0].strip()}” is not a time of day.",
            fix="Write one such as 09:00, 17:30, 9am or noon; midnight is 00:00.",
        )
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute)
