"""The words block shapes are declared with: text, number, array, thing. Knows no block by name."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = Any
"""A value as parsed from JSON; its shape is exactly what this package is there to find out."""

Surface = Literal["message", "unsaved", "modal", "home"]
"""Where blocks are shown. "unsaved" are ephemeral messages and answers through a response_url."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a payload: what, and where as a JSON pointer."""

    pointer: str
    message: str

    def __str__(self) -> str:
        """The line Slack answers with."""
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass
class Inspection:
    """One look at one payload: where it is shown, what was counted, what was found.

    Args:
        surface: Where the blocks will be shown.
        look_up_file: Gives the complaint about a `slack_file` object, None when it can be shown.
        native: False when this workspace does not take the data blocks yet.
    """

    surface: Surface
    look_up_file: Callable[[Json], str | None]
    native: bool = True
    findings: list[Finding] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    counted: Counter[str] = field(default_factory=Counter)

    def complain(self, pointer: str, message: str) -> None:
        """Write down one finding."""
        self.findings.append(Finding(pointer, message))


Check = Callable[[Json, str, Inspection], None]


def text(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        if not isinstance(value, str):
            seen.complain(at, "must provide a string")
        elif len(value) > most:
            seen.complain(at, f"must be less than {most + 1} characters")
        elif len(value) < least:
            seen.complain(at, f"must be more than {least - 1} characters")

    return check


def matching(pattern: Callable[[str], object], what: str) -> Check:
    """A string that `pattern` accepts, a compiled expression's `fullmatch` for example."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        if not isinstance(value, str) or not pattern(value):
            seen.complain(at, f"must be {what}")

    return check


def number(least: float | None = None, most: float | None = None, *, whole: bool = False) -> Check:
    """A number between two bounds, both included; `whole` leaves out fractions."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        allowed = int if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, allowed):
            seen.complain(at, "must provide an integer" if whole else "must provide a number")
        elif least is not None and value < least:
            seen.complain(at, f"must be greater than or equal to {least:g}")
        elif most is not None and value > most:
            seen.complain(at, f"must be less than or equal to {most:g}")

    return check


def boolean(value: Json, at: str, seen: Inspection) -> None:
    """True or false, and nothing that merely looks like it."""
    if not isinstance(value, bool):
        seen.complain(at, "must provide a boolean")


def enum(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        if value not in allowed:
            seen.complain(at, "must be a valid enum value: " + ", ".join(allowed))

    return check


def array(item: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items, each as `item` says."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        if not isinstance(value, list):
            seen.complain(at, "must be an array")
            return
        if len(value) > most:
            seen.complain(at, f"no more than {most} items allowed")
        elif len(value) < least:
            seen.complain(at, f"no fewer than {least} items allowed")
        for position, entry in enumerate(value):
            item(entry, f"{at}/{position}", seen)

    return check


def thing(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    *rules: Check,
) -> Check:
    """An object with these fields and no others; `rules` look at the whole of a right shape."""
    fields = {**required, **(optional or {})}

    def check(value: Json, at: str, seen: Inspection) -> None:
        if not isinstance(value, dict):
            seen.complain(at, "must provide an object")
            return
        before = len(seen.findings)
        for name in required:
            if value.get(name) is None:
                seen.complain(at, f"missing required field: {name}")
        for name, entry in value.items():
            if name not in fields:
                seen.complain(at, f"invalid additional property: {name}")
            elif entry is not None:
                fields[name](entry, f"{at}/{name}", seen)
        for rule in rules if len(seen.findings) == before else ():
            rule(value, at, seen)

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of `kinds` it must look like."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        if not isinstance(value, dict):
            seen.complain(at, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            seen.complain(at, "missing required field: type")
        elif not isinstance(kind, str) or kind not in kinds:
            seen.complain(f"{at}/type", f"unsupported type: {kind}")
        else:
            kinds[kind](value, at, seen)

    return check


def is_type(_value: Json, _at: str, _seen: Inspection) -> None:
    """The `type` field itself; `typed` has looked at it already."""


def one_of(*names: str) -> Check:
    """A rule: at least one of these fields is there."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        if all(value.get(name) is None for name in names):
            seen.complain(at, "must provide one of: " + ", ".join(names))

    return check


def only_one_of(*names: str) -> Check:
    """A rule: exactly one of these fields is there."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        if sum(value.get(name) is not None for name in names) != 1:
            seen.complain(at, "must provide exactly one of: " + ", ".join(names))

    return check


def unique(values: Iterable[Json]) -> bool:
    """Whether no value stands there twice."""
    listed = list(values)
    return all(value not in listed[:position] for position, value in enumerate(listed))
