"""A sentence cut into the properties it says; nothing of it is understood yet. Pure.

`#sales when win rate is below 18 % over 4 weeks` says recipients, what, kind, line and window.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.alerts.rule_words import RuleWords
from bot.alerts.sentence_forms import (
    ADDRESS,
    CHANNEL,
    FORMS,
    HEAD,
    HEAD_FILLERS,
    LEADING,
    MEMBER,
    PLACES,
    QUOTED,
    VALUE,
    Form,
)
from bot.commands.words_text import Sort, Token, clean_text, cut_tokens, protect_text, quote_shortly
from metrics.alerts.rule import Kind
from storage.problem import Problem

LONGEST = 1_500
"""No rule has so many characters."""
_CHANNEL_MARK = re.compile(r"<#([CG][A-Z0-9]{2,})(?:\|[^<>]*)?>")
_MASKS = {Sort.QUOTED: QUOTED, Sort.MENTION: MEMBER, Sort.ADDRESS: ADDRESS}
_ENDS = " ,;.:!?"
_NOTHING = re.compile(r"^(?:there\s+(?:is|are)\s+)?no\s+", re.IGNORECASE)
_SIDES = {
    Kind.BELOW: ("above", "over", "at least", "more than"),
    Kind.ABOVE: ("below", "under", "at most", "less than"),
}
_WITHIN = ("within", "less than", "under", "below")

Span = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """Somebody who is told or mentioned, as it was typed.

    Attributes:
        id: Slack's, where it was typed.
        text: The address or name otherwise.
    """

    id: str = ""
    text: str = ""


@dataclass(frozen=True)
class Cut:
    """A sentence in pieces.

    Attributes:
        text: All of it, cleaned.
        words: What it says, but for people and channels.
        spans: Where a property's own words stand, by the fields of `RuleWords`.
        clauses: The same with the words around it: "over 4 weeks".
        pieces: Where the words of `what` stand.
        places, mentions: Who is told, and who is named in the message.
        kind_span: Where it is said what is waited for.
        side: On which side of its line it must be again, as it was said.
    """

    text: str
    words: RuleWords
    spans: dict[str, Span]
    clauses: dict[str, Span]
    pieces: tuple[Span, ...]
    places: tuple[Place, ...]
    mentions: tuple[Place, ...]
    kind_span: Span = (0, 0)
    side: str = ""

    def put(self, knob: str, words: str) -> str:
        """The sentence with other words for one property; without it where there are none."""
        if knob == "what":
            return self._put_what(words)
        start, end = (self.spans if words else self.clauses)[knob]
        return tidy(self.text[:start] + words + self.text[end:])

    def _put_what(self, words: str) -> str:
        if not self.pieces:
            start = self.kind_span[0]
            return tidy(f"{self.text[:start]} {words} {self.text[start:]}")
        text = self.text
        for span in reversed(self.pieces):
            put = words if span == self.pieces[0] else ""
            text = text[: span[0]] + put + text[span[1] :]
        return tidy(text)

    def add(self, words: str) -> str:
        """The sentence with more words behind what is watched."""
        at = self.pieces[-1][1] if self.pieces else len(self.text)
        return tidy(f"{self.text[:at]} {words} {self.text[at:]}")

    def name_clause(self, knob: str) -> str:
        """The words of a property with those around it, as they were typed."""
        return self.text[slice(*self.clauses[knob])]


def tidy(text: str) -> str:
    """The text without the gaps and commas that a taken word leaves."""
    plain = re.sub(r"(?:\s*,)+", ",", " ".join(text.split()))
    return plain.strip(" ,;")


def cut_sentence(text: str) -> Cut:
    """The properties that a sentence says.

    Raises:
        Problem: when it is too long, says a property twice, or names somebody unclear.
    """
    plain = clean_text(text)
    if len(plain) > LONGEST:
        raise Problem(
            "too-long",
            what="That is more than a sentence can say.",
            fix="Use the form: /sales alert new",
        )
    return _Cutting(plain).cut()


class _Cutting:
    """One sentence that is being cut."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = cut_tokens(text)
        self.masked = mask(text, self.tokens)
        self.values: dict[str, str] = {}
        self.spans: dict[str, Span] = {}
        self.clauses: dict[str, Span] = {}
        self.taken: list[Span] = []
        self.side = ""
        self.kind_span = (0, 0)
        self.mentions: list[Place] = []

    def cut(self) -> Cut:
        """All of it."""
        places = self._take_head()
        for form in FORMS:
            for found in form.pattern.finditer(self.masked):
                self._take(form, found)
        for found in PLACES.finditer(self.masked):
            if self._is_free(found.span()):
                places += self._read_places(found.span())
                self.taken.append(found.span())
        pieces = self._list_pieces()
        what = protect_text(" ".join(self.text[start:end] for start, end in pieces))
        if "kind" not in self.values and (nothing := _NOTHING.match(what)):
            self.values["kind"] = Kind.NO_DATA
            what = what[nothing.end() :]
        words = RuleWords(what=what, **self.values)  # type: ignore[arg-type]  # texts alone
        self._check_side(words)
        return Cut(
            self.text,
            words,
            self.spans,
            self.clauses,
            pieces,
            tuple(places),
            tuple(self.mentions),
            self.kind_span,
            self.side,
        )

    def _take_head(self) -> list[Place]:
        """Who is told, where that stands at the beginning."""
        found = HEAD.match(self.masked)
        if found is None:
            leading = LEADING.match(self.masked)
            span = leading.span() if leading else (0, 0)
            self.taken.append(span)
            return self._read_places(span)
        self.taken.append(found.span())
        return self._read_places(found.span("head"))

    def _take(self, form: Form, found: re.Match[str]) -> None:
        """What a form says, unless other forms have its words already."""
        if not self._is_free(found.span()):
            return
        values = dict(form.says)
        for knob, typed in found.groupdict().items():
            if typed is None:
                continue
            value = self.text[slice(*found.span(knob))].strip()
            if knob == "side":
                self.side = typed.lower()
            elif knob == "mentions":
                self.mentions += self._read_places(found.span(knob))
            else:
                values[knob] = _unquote(value) if knob == "name" else value
                self.spans[knob], self.clauses[knob] = found.span(knob), found.span()
        for knob, value in values.items():
            if self.values.setdefault(knob, value) != value:
                raise _tell_twice(self.values[knob], value, knob)
        if "kind" in form.says:
            self.kind_span = found.span()
        self.taken.append(found.span())

    def _is_free(self, span: Span) -> bool:
        return all(span[1] <= start or end <= span[0] for start, end in self.taken)

    def _list_pieces(self) -> tuple[Span, ...]:
        """What nothing has taken."""
        pieces, at = [], 0
        for start, end in [*sorted(self.taken), (len(self.text), len(self.text))]:
            kept = self.text[at:start]
            left = len(kept) - len(kept.lstrip(_ENDS))
            right = len(kept.rstrip(_ENDS))
            if right > left:
                pieces.append((at + left, at + right))
            at = max(at, end)
        return tuple(pieces)

    def _read_places(self, span: Span) -> list[Place]:
        """Everybody who is named there. Raises Problem for a word that names nobody."""
        found: list[Place] = []
        strange: list[str] = []
        for token in self.tokens:
            if not span[0] <= token.start < span[1]:
                continue
            if token.sort is Sort.MENTION:
                found.append(Place(id=token.text))
            elif token.sort in (Sort.ADDRESS, Sort.QUOTED):
                found.append(Place(text=token.text))
            elif channel := _CHANNEL_MARK.fullmatch(token.text):
                found.append(Place(id=channel[1]))
            elif token.folded in ("me", "us", "here", "this"):
                found.append(Place(text="me" if token.folded == "me" else "here"))
            elif token.folded and token.folded not in HEAD_FILLERS:
                strange.append(self.text[token.start : token.end])
        if strange:
            found.append(Place(text=" ".join(strange)))
        return list(dict.fromkeys(found))

    def _check_side(self, words: RuleWords) -> None:
        if not self.side or not words.recover or not words.kind:
            return
        sides = _SIDES.get(Kind(words.kind), _WITHIN)
        if self.side not in sides:
            raise Problem(
                "alert-recover-side",
                what=f"It is not over when it is {self.side} {words.recover}.",
                why=f"It warns of what is {_say_kind(words.kind)}, so it must come back.",
                fix=f"Write: until {sides[0]} {words.recover}",
                suggestions=(self.text.replace(f"until {self.side}", f"until {sides[0]}", 1),),
            )


def mask(text: str, tokens: Sequence[Token]) -> str:
    """The text with private characters where names and values stand, each in its length."""
    masked = list(text)
    for token, sign in _list_masks(tokens):
        masked[token.start : token.end] = sign * (token.end - token.start)
    return "".join(masked)


def _list_masks(tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    in_values = False  # behind a sign, and behind its commas without a gap
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        if before is not None and before.sort is Sort.EQUALS:
            in_values = at > 1 and not tokens[at - 2].text.isdigit()  # 19:00 is a time
        elif before is None or before.end != token.start:
            in_values = False
        if sign := _MASKS.get(token.sort):
            yield token, sign
        elif _CHANNEL_MARK.fullmatch(token.text):
            yield token, CHANNEL
        elif in_values and token.sort is Sort.WORD:
            yield token, VALUE


def _unquote(name: str) -> str:
    tokens = cut_tokens(name)
    return tokens[0].text if len(tokens) == 1 and tokens[0].sort is Sort.QUOTED else name


def _say_kind(kind: str) -> str:
    return {"fell": "fallen", "rose": "risen"}.get(kind, kind)


def _tell_twice(one: str, other: str, knob: str) -> Problem:
    said = f"{one}, {other}" if knob not in ("kind", "against") else "It"
    what = (
        f"{quote_shortly(said)}: I can do one of these at a time."
        if said != "It"
        else "It says two things to wait for."
    )
    return Problem("said-twice", what=what, fix="Make an alert for each of them, or say it once.")
