"""How people say each property of a rule: the forms, as patterns over a masked text. Pure data.

In the masked text quoted names, mentions, channels, addresses and values behind a sign
(`segment:Enterprise`) are private characters, which no form but theirs can match. The groups of a
form are fields of `bot.alerts.rule_words.RuleWords`. Earlier forms take their words first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.alerts.spans import NUMBERS
from metrics.alerts.rule import Against, Kind
from metrics.schedule_zones import REGIONS
from storage.importing.cells.text import CODES

QUOTED, MEMBER, CHANNEL, ADDRESS, VALUE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""What stands for each character of a masked piece; people can't type them."""

_CODES = f"(?-i:{'|'.join(sorted(CODES))})|eur|usd|gbp|chf"
_SIGNS = "[$€£¥₹₩₺₽₪]"
_DEALS = r"(?:closed |open |decided |new )?(?:deals?|leads?)|closings?|rows?|cases?"
_TIMES = "hours?|days?|weeks?|months?|quarters?|years?"
_NUMBER = r"\d+(?:[.,'’]\d+)*(?:[ \xa0]\d{3}(?!\d))*"
_UNIT = (
    r"%[ -]?points?|%|(?:percentage|percent)[ -]points?|per ?cent|pct\b|points?\b|pp\b|pts?\b"
    rf"|(?:{_TIMES})\b|(?:{_DEALS})\b|(?:{_CODES})\b|{_SIGNS}"
)
AMOUNT = (
    rf"(?:(?:(?:{_CODES})|[a-z]{{0,3}}{_SIGNS})\s?)?[-−+]?{_NUMBER}"
    rf"(?:\s?(?:k|m|mn|mio|bn|thousand|million|billion)\b)?(?:\s?(?:{_UNIT}))?"
)
_WORD_NUMBER = "|".join(NUMBERS)
_SPAN = rf"(?:\d+(?:,\d{{3}})*(?:[.,]\d+)?|{_WORD_NUMBER})\s?(?:{_TIMES}|[hdw])\b"
_SPAN_OR_UNIT = rf"(?:{_SPAN}|(?:{_TIMES})\b)"
_TIME = r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\b\.?)?|midnight|noon|midday)"
_THE = r"(?:(?:the|our|its|their)\s+)?"
_IS = r"(?:(?:is|are|was|were|has|have|been|be|it)\s+)*"
_GOES = (
    r"(?:(?:is|are|was|were|has|have|been|be|it|stays?|remains?|runs?|goes|went|go|gets?|got|comes?"
    r"|came|falls?|fell|fallen|drops?|dropped|dips?|dipped|sinks?|sank|slips?|slipped|rises?|rose"
    r"|climbs?|climbed|grows?|grew|moves?|moved|down|up|back|to)\s+)"
)
_MORE = r"(?:(?:by\s+)?(?:more than|at least|over|by)\s+)?"
_FELL = (
    r"(?:fell|falls?|fallen|drop(?:s|ped)?|decreas(?:e|es|ed)|declin(?:e|es|ed)|sank|sinks?"
    r"|shr[aiu]nk(?:s|en)?|goes down|went down)"
)
_ROSE = (
    r"(?:rose|rises?|risen|grew|grows?|grown|increas(?:e|es|ed)|climb(?:s|ed)?|jump(?:s|ed)?"
    r"|goes up|went up)"
)
_VERSUS = r"(?:(?:held\s+)?against|vs\.?|versus|compared\s+(?:to|with)|than|from|on)\s+"
_PLACE = rf"(?:{MEMBER}+|{ADDRESS}+)"
_GOAL = r"(?:goal|target|quota|plan)s?\b"


@dataclass(frozen=True)
class Form:
    """One way of saying something.

    Attributes:
        says: What is said by the form alone, by the fields of `RuleWords`.
    """

    pattern: re.Pattern[str]
    says: Mapping[str, str] = field(default_factory=dict)


def _form(pattern: str, **says: str) -> Form:
    return Form(re.compile(pattern, re.IGNORECASE), says)


FORMS: tuple[Form, ...] = (
    # What it is called, and whose numbers: as far as the next comma.
    _form(rf"\b(?:called|named)\s+(?P<name>{QUOTED}+|[^,\s][^,]*)"),
    _form(r"\bwhose\s+(?P<whose>[^,\s][^,]*?)(?=\s*(?:,|$))"),
    _form(
        rf"\b(?:mention(?:ing)?|ping|cc)\s+"
        rf"(?P<mentions>{_PLACE}(?:(?:\s*(?:,|and|&)\s*|\s+){_PLACE})*)"
    ),
    # When nobody is to be told.
    _form(
        rf"\b(?:not|never|quiet|silent)\s+(?:between|from)\s+(?P<quiet>{_TIME}\s+(?:and|to|until|till)"
        rf"\s+{_TIME})"
    ),
    _form(
        r"\b(?:only\s+)?on\s+(?:working\s?days|work\s?days|weekdays|business days)(?:\s+only)?\b"
        r"|\b(?:working\s?days|weekdays) only\b|\bnot (?:on|at) (?:the )?weekends?\b",
        working_days="yes",
    ),
    _form(r"\btime ?zone\s+(?P<zone>[\w/+-]+)"),
    _form(rf"\b(?:in\s+)?(?P<zone>(?:{'|'.join(sorted(REGIONS))})/[\w/+-]+|UTC\b)(?:\s+time\b)?"),
    # How sure, how often.
    _form(
        rf"\b(?:with\s+)?(?:at most|no more than|up to|max\.?)?\s*(?P<certainty>(?:\d+(?:\.\d+)?"
        rf"|{_WORD_NUMBER})\s+false\s+(?:alarms?|alerts?)\s+(?:a|per|each|every|in a)\s+year)"
    ),
    _form(r"\b(?:with\s+)?(?P<certainty>normal|quiet)\s+certainty\b"),
    _form(r"\b(?:with\s+)?certainty\s+(?:of\s+)?(?P<certainty>normal|quiet|\d+(?:\.\d+)?)\b(?!\s?%)"),
    _form(r"\b(?:with\s+)?(?P<certainty>9[59]\s?%)\s+(?:certainty|certain|sure|confidence)\b"),
    _form(
        rf"\b(?:at most|no more than|not more often than)\s+(?P<pause>(?:once\s+)?(?:every|each"
        rf"|per|an?|in)\s+(?:{_SPAN_OR_UNIT}))"
    ),
    _form(rf"\b(?P<pause>once\s+(?:every|each|per|an?)\s+{_SPAN_OR_UNIT})\s+at most\b"),
    _form(
        rf"\bno (?:newer |new )?(?:data|imports?)\s+(?:(?:comes?|came|arrives?)\s+)?(?:in|for)\s+"
        rf"(?:more than\s+)?(?P<line>{_SPAN})",
        kind=Kind.STALE,
    ),
    # When it is over, how long it has to last, on how much it stands.
    _form(
        rf"\buntil\s+{_IS}(?:back\s+)?(?:(?P<side>above|over|at least|below|under|at most|within"
        rf"|less than|more than)\s+(?P<recover>{AMOUNT})|back|fine|good|normal|over)(?:\s+again)?"
        rf"(?:\s+for\s+(?P<recover_for>{_SPAN}))?"
    ),
    _form(
        rf"\bfor\s+(?:at least\s+|more than\s+)?(?P<hold>{_SPAN})(?:\s+(?:in a row|running))?"
    ),
    _form(rf"\b(?P<hold>{_SPAN})\s+(?:in a row|running)\b"),
    _form(
        r"\b(?:(?:with|on|from|and)\s+)?(?:at least|a minimum of|minimum|min\.?|no fewer than)\s+"
        rf"(?P<least>\d+(?:,\d{{3}})*\s*(?:{_DEALS})?)(?![\d%])(?!\s?(?:hours?|days?|weeks?|points?|%))"
    ),
    # What is waited for.
    _form(
        rf"\b{_THE}data\s+{_IS}(?:gets?\s+|becomes?\s+)?(?:older than|more than)\s+"
        rf"(?P<line>{_SPAN})(?:\s+old)?",
        kind=Kind.STALE,
    ),
    _form(
        rf"\b{_THE}data\s+(?:is|are|gets?|becomes?)\s+(?:stale|too old|old|out of date|outdated)\b"
        r"|\bno (?:newer |new )data(?:\s+(?:comes?|came|arrives?))?\b",
        kind=Kind.STALE,
    ),
    _form(
        r"\b(?:has|have|shows?|there (?:is|are))\s+no data\b"
        r"|\bnothing happens(?:\s+(?:in|with|to))?\b",
        kind=Kind.NO_DATA,
    ),
    _form(
        rf"\b{_IS}{_MORE}(?P<line>{AMOUNT})\s+(?:or more\s+)?(?:behind|below|short of)\s+"
        rf"{_THE}{_GOAL}",
        kind=Kind.FELL,
        against=Against.GOAL,
    ),
    _form(
        rf"\b{_IS}{_MORE}(?P<line>{AMOUNT})\s+(?:or more\s+)?(?:ahead of|above|over)\s+"
        rf"{_THE}{_GOAL}",
        kind=Kind.ROSE,
        against=Against.GOAL,
    ),
    _form(
        rf"\b{_GOES}*(?:behind|short of|below)\s+{_THE}{_GOAL}"
        rf"(?:\s+by\s+{_MORE}(?P<line>{AMOUNT}))?",
        kind=Kind.FELL,
        against=Against.GOAL,
    ),
    _form(
        rf"\b{_GOES}*(?:ahead of|above)\s+{_THE}{_GOAL}(?:\s+by\s+{_MORE}(?P<line>{AMOUNT}))?",
        kind=Kind.ROSE,
        against=Against.GOAL,
    ),
    _form(rf"\b{_IS}(?:{_FELL}|down)\s+{_MORE}(?P<line>{AMOUNT})(?:\s+or more\b)?", kind=Kind.FELL),
    _form(rf"\b{_IS}(?:{_ROSE}|up)\s+{_MORE}(?P<line>{AMOUNT})(?:\s+or more\b)?", kind=Kind.ROSE),
    _form(
        rf"\b(?:is|are|was)\s+{_MORE}(?P<line>{AMOUNT})\s+(?:lower|less|smaller|down)\b",
        kind=Kind.FELL,
    ),
    _form(
        rf"\b(?:is|are|was)\s+{_MORE}(?P<line>{AMOUNT})\s+(?:higher|more|larger|up)\b",
        kind=Kind.ROSE,
    ),
    _form(
        rf"(?:\b{_GOES}*\b(?:below|under|beneath|(?:less|lower|fewer|smaller) than)|{_GOES}*<)\s*"
        rf"(?P<line>{AMOUNT})",
        kind=Kind.BELOW,
    ),
    _form(
        rf"(?:\b{_GOES}*\b(?:above|(?:more|higher|greater|larger) than|exceed(?:s|ed)?)|{_GOES}*>"
        rf"|\b{_GOES}+over|\bover(?!\s+(?:the\s+)?(?:last\s+|past\s+)?{_SPAN_OR_UNIT}))\s*"
        rf"(?P<line>{AMOUNT})",
        kind=Kind.ABOVE,
    ),
    _form(
        r"\b(?:(?:is|are|looks?|behaves?|seems?|gets?)\s+)?(?:unusual|out of the ordinary"
        r"|not (?:normal|usual|as usual))\b",
        kind=Kind.UNUSUAL,
    ),
    _form(rf"\b{_IS}{_FELL}\b", kind=Kind.FELL),
    _form(rf"\b{_IS}{_ROSE}\b", kind=Kind.ROSE),
    # Held against what, and over how many days.
    _form(rf"\b{_VERSUS}{_THE}{_GOAL}", against=Against.GOAL),
    _form(
        rf"\b(?:{_VERSUS})?{_THE}(?:same (?:time|days|weeks|period)\s+)?(?:last year|the year"
        r" before|a year (?:ago|before|earlier)|previous year|yoy|year over year)\b",
        against=Against.YEAR,
    ),
    _form(
        rf"\b{_VERSUS}{_THE}(?:{_SPAN}\s+|(?:time|period|days|weeks|one)\s+)?"
        r"(?:just\s+)?(?:before|previous(?:\s+(?:time|period|days|weeks))?)\b",
        against=Against.PREVIOUS,
    ),
    _form(
        rf"\b(?:(?:over|in|during|within|of|for)\s+)?(?:the\s+)?(?:last|past|trailing)\s+(?P<over>{_SPAN})"
    ),
    _form(
        r"\b(?:over|in|during|within)\s+(?:the\s+)?(?:last|past)\s+"
        r"(?P<over>(?:day|week|month|quarter|year)\b)"
    ),
    _form(rf"\b(?:over|within|in|during)\s+(?:the\s+)?(?P<over>{_SPAN})"),
)  # fmt: skip
"""All of them; the side of a line to come back to is the group "side"."""

HEAD = re.compile(r"^(?P<head>.*?)\b(?:when(?:ever)?|if|as soon as|in case)\b", re.IGNORECASE)
"""Who is told, before the word that begins what for."""
LEADING = re.compile(
    rf"^(?:(?:alert|tell|let|notify|warn|inform|message|post|write|send|say|know|watch|please|about|to"
    rf"|in|me|us|here|and)\b|{CHANNEL}+|{MEMBER}+(?=\s)|[,:&\s])+",
    re.IGNORECASE,
)
"""The same where no such word is said."""
PLACES = re.compile(
    rf"(?:\b(?:in|into|to|tell|notify|alert|and)\s+)?(?P<channel>{CHANNEL}+)"
    rf"|\b(?:to|tell|notify|alert)\s+(?:(?P<member>{_PLACE})|(?P<me>me)\b)",
    re.IGNORECASE,
)
"""Who is told, anywhere else."""
HEAD_FILLERS = frozenset((
    "alert", "tell", "let", "notify", "warn", "inform", "message", "post", "write", "send", "say",
    "know", "please", "to", "in", "and", "a", "an", "the", "it", "dm", "of", "word", "messages",
    "for", "by", "watch", "ping", "so", "that", "channel", "at", "once", "direct",
))  # fmt: skip
"""Words around those who are told that say nothing."""
