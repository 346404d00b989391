"""Digests as a TOML file under version control: its shape, read with all faults at once, written.

What the words mean for people and channels is `plan_words`'s business, what becomes of the digests
there are `plan_changes`'s.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from storage.naming import fold_name
from storage.problem import Problem

TABLE = "digest"
_NEEDED = ("name", "kind", "recipients", "schedule", "zone", "owner")
_TEXTS = ("name", "kind", "whose", "schedule", "zone", "owner")
_LISTS = ("sections", "questions", "recipients")
_FLAGS = ("skip_when_quiet", "paused")
_KNOWN = (*_TEXTS[:3], *_LISTS, *_TEXTS[3:5], _FLAGS[0], _TEXTS[5], _FLAGS[1])
"""In the order they are written."""
_HEADER = re.compile(r"\s*\[\[\s*[\"']?digest[\"']?\s*\]\]")
_KEY = re.compile(r"\s*[\"']?([A-Za-z_]+)[\"']?\s*=")
_LINE_LENGTH = 90
_SPELT = 60
_HEAD = """\
# The digests of salesbell, as `salesbell digests apply` keeps them.
# Channels by their ids, which outlive names; people by their e-mail addresses.
"""


@dataclass(frozen=True)
class PlanEntry:
    """One digest as the file says it: words, not yet looked up.

    Attributes:
        whose: "visible", "own", "team of dana@example.com" or "person lee@example.com".
        sections: None where the file leaves them to the kind.
        recipients: Channel ids, and addresses of people.
        owner: An address.
        lines: Where the digest and each of its keys stand; "" is the digest's own.
    """

    name: str
    kind: str
    recipients: tuple[str, ...]
    schedule: str
    zone: str
    owner: str
    whose: str = "visible"
    sections: tuple[str, ...] | None = None
    questions: tuple[str, ...] = ()
    skip_when_quiet: bool = False
    paused: bool = False
    lines: tuple[tuple[str, int], ...] = ()

    def find_line(self, field: str) -> int | None:
        """The line of a key, else of the digest; None when it is not known."""
        lines = dict(self.lines)
        return lines.get(field, lines.get(""))


@dataclass(frozen=True)
class PlanFault:
    """Something wrong in a file.

    Attributes:
        line: None when it is not known.
        digest: Its name, or "digest 2" for one without.
        field: The key; empty for the digest as a whole.
    """

    line: int | None
    digest: str
    field: str
    problem: Problem

    def __str__(self) -> str:
        """The place, what is wrong, and its mend, in one line."""
        place = (f"line {self.line}" if self.line else "", self.digest, self.field)
        said = (self.problem.what, self.problem.why, self.problem.fix)
        near = " or ".join(f"“{one}”" for one in self.problem.suggestions[:3])
        words = " ".join(part.strip() for part in said if part)
        words += f" For example {near}." if near else ""
        return f"{', '.join(part for part in place if part)}: {words}"


class PlanFileProblem(Problem):
    """All that is wrong with a file, a line each."""

    def __init__(self, name: str, faults: Sequence[PlanFault]) -> None:
        ordered = sorted(faults, key=lambda fault: fault.line or 0)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(
            "plan-file",
            what=f"{name} has {count}, so no digest has been changed.",
            why="\n".join(str(fault) for fault in ordered),
            fix="Mend these lines and apply the file again.",
        )
        self.faults = tuple(ordered)


def read_plan_file(path: Path) -> list[PlanEntry]:
    """The digests of a file.

    Raises:
        PlanFileProblem: for every digest that is not written as one.
        Problem: when the file can't be opened or is no TOML.
    """
    try:
        text = path.read_text("utf-8-sig")
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(
            "plan-file",
            what=f"{path.name} can't be read as TOML.",
            why=f"{error}.",
            fix="Correct that line.",
        ) from None
    except OSError as error:
        raise Problem(
            "plan-file",
            what=f"{path} can't be opened.",
            why=f"{error.strerror or error}.",
            fix="Correct its name, or make it a file that salesbell may read.",
        ) from None
    return read_entries(path.name, content, text)


def read_entries(name: str, content: Mapping[str, Any], text: str) -> list[PlanEntry]:
    """The digests of a file's content. Raises PlanFileProblem."""
    tables = content.get(TABLE, [])
    faults = [PlanFault(None, key, "", _tell_stranger(key)) for key in content if key != TABLE]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problem = Problem(
            "plan-brackets",
            what="The digests are not a list of tables.",
            fix="Begin each with [[digest]], in two brackets.",
        )
        raise PlanFileProblem(name, [*faults, PlanFault(None, TABLE, "", problem)])
    places = _find_lines(text, len(tables))
    entries = []
    for number, (table, lines) in enumerate(zip(tables, places, strict=True), start=1):
        called = table.get("name")
        title = f"“{called[:_SPELT]}”" if isinstance(called, str) else f"digest {number}"
        where = dict(lines)
        found = [
            PlanFault(where.get(field, where.get("")), title, field, problem)
            for field, problem in _find_faults(table)
        ]
        faults += found
        if not found:
            entries.append(_make_entry(table, lines))
    faults += find_doubles(entries)
    if faults:
        raise PlanFileProblem(name, faults)
    return entries


def find_doubles(entries: Sequence[PlanEntry]) -> list[PlanFault]:
    """Digests whose name another one has before them."""
    faults = []
    first: dict[str, PlanEntry] = {}
    for entry in entries:
        known = first.setdefault(fold_name(entry.name), entry)
        if known is not entry:
            at = known.find_line("name")
            problem = Problem(
                "plan-double",
                what="Another digest has this name" + (f", in line {at}." if at else "."),
                fix="Give one of them another name.",
            )
            place = entry.find_line("name")
            faults.append(PlanFault(place, f"“{entry.name[:_SPELT]}”", "name", problem))
    return faults


def write_plan_file(entries: Iterable[PlanEntry]) -> str:
    """The file of these digests; read again, it is the same ones."""
    return "\n".join([_HEAD, *(_write_entry(entry) for entry in entries)])


def _make_entry(table: Mapping[str, Any], lines: tuple[tuple[str, int], ...]) -> PlanEntry:
    values: dict[str, Any] = {
        key: tuple(value) if key in _LISTS else value for key, value in table.items()
    }
    return PlanEntry(**values, lines=lines)


def _find_faults(table: Mapping[str, Any]) -> Iterable[tuple[str, Problem]]:
    for key in _NEEDED:
        if key not in table:
            yield "", Problem("plan-missing", what=f"It has no {key}.", fix=f"Add: {key} = …")
    for key, value in table.items():
        if key not in _KNOWN:
            yield key, _tell_stranger(key)
        elif key in _TEXTS and not isinstance(value, str):
            yield key, Problem("plan-type", what="It is no text.", fix='Write it as "…".')
        elif key in _FLAGS and not isinstance(value, bool):
            yield key, Problem("plan-type", what="It is neither true nor false.", fix="Write one.")
        elif key in _LISTS and not (
            isinstance(value, list) and all(isinstance(one, str) for one in value)
        ):
            yield (
                key,
                Problem("plan-type", what="It is no list of texts.", fix='Write it as ["…", "…"].'),
            )


def _tell_stranger(key: str) -> Problem:
    near = process.extractOne(key, (*_KNOWN, TABLE), scorer=fuzz.ratio, score_cutoff=60)
    return Problem(
        "plan-unknown",
        what=f"There is no “{key[:_SPELT]}” in a digest.",
        fix=f"Did you mean {near[0]}?" if near else f"A digest has: {', '.join(_KNOWN)}.",
    )


def _find_lines(text: str, count: int) -> list[tuple[tuple[str, int], ...]]:
    """Where each digest and its keys stand; nothing where the file is written another way."""
    found: list[dict[str, int]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if _HEADER.match(line):
            found.append({"": number})
        elif found and (key := _KEY.match(line)):
            found[-1].setdefault(key[1], number)
    if len(found) != count:
        return [()] * count
    return [tuple(lines.items()) for lines in found]


def _write_entry(entry: PlanEntry) -> str:
    lines = [f"[[{TABLE}]]"]
    for key in _KNOWN:
        value = getattr(entry, key)
        if value is None:
            continue
        if isinstance(value, bool):
            words = "true" if value else "false"
        elif isinstance(value, str):
            words = _quote(value)
        else:
            words = _write_list(key, value)
        lines.append(f"{key} = {words}")
    return "\n".join(lines) + "\n"


def _write_list(key: str, values: Sequence[str]) -> str:
    quoted = [_quote(value) for value in values]
    line = f"[{', '.join(quoted)}]"
    if len(key) + len(line) < _LINE_LENGTH and key != "questions":
        return line
    return "[\n" + "".join(f"  {value},\n" for value in quoted) + "]" if quoted else "[]"


def _quote(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for one sign that TOML wants escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
