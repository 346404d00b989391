"""Plans as a TOML file under version control: its shape, read with all faults at once, written.

What is planned is a `Shape`'s business; what the words mean for people and channels is `names`'s,
what becomes of the plans there are `changes`'s.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from rapidfuzz import fuzz, process

from bot.plans.places import Noun
from storage.naming import fold_name
from storage.problem import Problem

_KEY = re.compile(r"\s*[\"']?([A-Za-z_]+)[\"']?\s*=")
_LINE_LENGTH = 90
_SPELT = 60

Lines = tuple[tuple[str, int], ...]
"""Where a plan and each of its keys stand; "" is the plan's own."""


class Entry(Protocol):
    """One plan as a file says it: words, not yet looked up. A frozen dataclass of its keys."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def paused(self) -> bool:
        """Whether it is to rest."""

    @property
    def lines(self) -> Lines:
        """Where its keys stand in the file."""


EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True)
class Shape(Generic[EntryT]):
    """What a file of some plans may say.

    Attributes:
        noun: What the plans are of; tables are called by its name.
        entry: What a table becomes.
        keys: All of them, in the order they are written.
        needed: Those that may not be left out.
        lists, flags: Those that are lists of texts, or true or false; the others are texts.
        numbers: Those of the texts that may be bare numbers.
        by_line: Lists with a line for each of their texts.
        silent: Those that are not written where they are empty.
        head: What stands above all.
    """

    noun: Noun
    entry: Callable[..., EntryT]
    keys: tuple[str, ...]
    needed: tuple[str, ...]
    lists: tuple[str, ...]
    flags: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    by_line: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    head: str = ""

    @property
    def table(self) -> str:
        """What each table is called."""
        return self.noun.name


def find_line(entry: Entry, field: str) -> int | None:
    """The line of a key, else of its plan; None when it is not known."""
    lines = dict(entry.lines)
    return lines.get(field, lines.get(""))


@dataclass(frozen=True)
class PlanFault:
    """Something wrong in a file.

    Attributes:
        line: None when it is not known.
        title: The plan's name, or "digest 2" for one without.
        field: The key; empty for the plan as a whole.
    """

    line: int | None
    title: str
    field: str
    problem: Problem

    def __str__(self) -> str:
        """The place, what is wrong, and its mend, in one line."""
        place = (f"line {self.line}" if self.line else "", self.title, self.field)
        said = (self.problem.what, self.problem.why, self.problem.fix)
        near = " or ".join(f"“{one}”" for one in self.problem.suggestions[:3])
        words = " ".join(part.strip() for part in said if part)
        words += f" For example {near}." if near else ""
        return f"{', '.join(part for part in place if part)}: {words}"


class PlanFileProblem(Problem):
    """All that is wrong with a file, a line each."""

    def __init__(self, name: str, faults: Sequence[PlanFault], noun: Noun) -> None:
        ordered = sorted(faults, key=lambda fault: fault.line or 0)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(
            "plan-file",
            what=f"{name} has {count}, so no {noun.name} has been changed.",
            why="\n".join(str(fault) for fault in ordered),
            fix="Mend these lines and apply the file again.",
        )
        self.faults = tuple(ordered)


def read_plan_file(path: Path, shape: Shape[EntryT]) -> list[EntryT]:
    """The plans of a file.

    Raises:
        PlanFileProblem: for every plan that is not written as one.
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
    return read_entries(path.name, content, text, shape)


def read_entries(
    name: str, content: Mapping[str, Any], text: str, shape: Shape[EntryT]
) -> list[EntryT]:
    """The plans of a file's content. Raises PlanFileProblem."""
    table_name = shape.table
    tables = content.get(table_name, [])
    faults = [
        PlanFault(None, key, "", _tell_stranger(key, shape)) for key in content if key != table_name
    ]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problem = Problem(
            "plan-brackets",
            what=f"The {table_name}s are not a list of tables.",
            fix=f"Begin each with [[{table_name}]], in two brackets.",
        )
        faults.append(PlanFault(None, table_name, "", problem))
        raise PlanFileProblem(name, faults, shape.noun)
    places = _find_lines(text, len(tables), table_name)
    entries: list[EntryT] = []
    for number, (table, lines) in enumerate(zip(tables, places, strict=True), start=1):
        called = table.get("name")
        title = f"“{called[:_SPELT]}”" if isinstance(called, str) else f"{table_name} {number}"
        where = dict(lines)
        found = [
            PlanFault(where.get(field, where.get("")), title, field, problem)
            for field, problem in _find_faults(table, shape)
        ]
        faults += found
        if not found:
            entries.append(_make_entry(table, lines, shape))
    faults += find_doubles(entries, shape.noun)
    if faults:
        raise PlanFileProblem(name, faults, shape.noun)
    return entries


def find_doubles(entries: Sequence[Entry], noun: Noun) -> list[PlanFault]:
    """Plans whose name another one has before them."""
    faults = []
    first: dict[str, Entry] = {}
    for entry in entries:
        known = first.setdefault(fold_name(entry.name), entry)
        if known is not entry:
            at = find_line(known, "name")
            problem = Problem(
                "plan-double",
                what=f"Another {noun.name} has this name" + (f", in line {at}." if at else "."),
                fix="Give one of them another name.",
            )
            place = find_line(entry, "name")
            faults.append(PlanFault(place, f"“{entry.name[:_SPELT]}”", "name", problem))
    return faults


def write_plan_file(entries: Iterable[EntryT], shape: Shape[EntryT]) -> str:
    """The file of these plans; read again, it is the same ones."""
    return "\n".join([shape.head, *(_write_entry(entry, shape) for entry in entries)])


def _make_entry(table: Mapping[str, Any], lines: Lines, shape: Shape[EntryT]) -> EntryT:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key in shape.lists:
            values[key] = tuple(value)
        else:
            values[key] = value if isinstance(value, bool) else str(value)
    return shape.entry(**values, lines=lines)


def _find_faults(table: Mapping[str, Any], shape: Shape[EntryT]) -> Iterable[tuple[str, Problem]]:
    for key in shape.needed:
        if key not in table:
            yield "", Problem("plan-missing", what=f"It has no {key}.", fix=f"Add: {key} = …")
    for key, value in table.items():
        if key not in shape.keys:
            yield key, _tell_stranger(key, shape)
        elif key in shape.flags:
            if not isinstance(value, bool):
                what = "It is neither true nor false."
                yield key, Problem("plan-type", what=what, fix="Write one.")
        elif key in shape.lists:
            if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
                fix = 'Write it as ["…", "…"].'
                yield key, Problem("plan-type", what="It is no list of texts.", fix=fix)
        elif not (isinstance(value, str) or (key in shape.numbers and _is_number(value))):
            yield key, Problem("plan-type", what="It is no text.", fix='Write it as "…".')


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _tell_stranger(key: str, shape: Shape[EntryT]) -> Problem:
    known = (*shape.keys, shape.table)
    near = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=60)
    usual = f"{str(shape.noun).capitalize()} has: {', '.join(shape.keys)}."
    return Problem(
        "plan-unknown",
        what=f"There is no “{key[:_SPELT]}” in {shape.noun}.",
        fix=f"Did you mean {near[0]}?" if near else usual,
    )


def _find_lines(text: str, count: int, table: str) -> list[Lines]:
    """Where each plan and its keys stand; nothing where the file is written another way."""
    header = re.compile(rf"\s*\[\[\s*[\"']?{re.escape(table)}[\"']?\s*\]\]")
    found: list[dict[str, int]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if header.match(line):
            found.append({"": number})
        elif found and (key := _KEY.match(line)):
            found[-1].setdefault(key[1], number)
    if len(found) != count:
        return [()] * count
    return [tuple(lines.items()) for lines in found]


def _write_entry(entry: EntryT, shape: Shape[EntryT]) -> str:
    """A plan without what says nothing: an empty text where one may be left out."""
    lines = [f"[[{shape.table}]]"]
    for key in shape.keys:
        value = getattr(entry, key)
        if value is None or (key in shape.silent and value in ("", ())):
            continue
        if isinstance(value, bool):
            words = "true" if value else "false"
        elif isinstance(value, str):
            words = _quote(value)
        else:
            words = _write_list(key, value, shape)
        lines.append(f"{key} = {words}")
    return "\n".join(lines) + "\n"


def _write_list(key: str, values: Sequence[str], shape: Shape[EntryT]) -> str:
    quoted = [_quote(value) for value in values]
    line = f"[{', '.join(quoted)}]"
    if len(key) + len(line) < _LINE_LENGTH and key not in shape.by_line:
        return line
    return "[\n" + "".join(f"  {value},\n" for value in quoted) + "]" if quoted else "[]"


def _quote(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for one sign that TOML wants escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
