"""Their headings -> our fields: by what the person mapped, by a CRM's preset, by everyday names.

Never guesses: two candidates for one field, or a missing one, is a Problem with the `--map` to add.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from storage.importing.fields import Field, Kind
from storage.importing.presets import PRESETS, Preset
from storage.naming import fold_name
from storage.problem import Problem


@dataclass(frozen=True)
class Columns:
    """Which column is taken for what.

    Attributes:
        taken: Field name -> index of its column.
        aside: Headings that stand for nothing of ours.
    """

    kind: Kind
    preset: Preset | None
    headings: tuple[str, ...]
    taken: Mapping[str, int]
    aside: tuple[str, ...]

    def __contains__(self, field: str) -> bool:
        """Whether the file has the field."""
        return field in self.taken

    def heading_of(self, field: str) -> str:
        """What the file calls a field; the field's own title when it has none."""
        if field in self.taken:
            return self.headings[self.taken[field]]
        found = self.kind.find(field)
        return found.title if found else field


def recognise_columns(
    kind: Kind, headings: Sequence[str], maps: Sequence[tuple[str, str]]
) -> Columns:
    """Sort a file's headings into our fields.

    Args:
        kind: What the file is imported as.
        headings: As the file spells them.
        maps: (their heading, our field) pairs given by the person; they come before all else. An
            empty field leaves the heading aside.

    Raises:
        Problem: when a map names something unknown, a field has two candidates, or one that is
            needed is missing.
    """
    folded = [fold_name(heading) for heading in headings]
    preset = next(
        (each for each in PRESETS if each.kind == kind.name and each.matches(headings)), None
    )
    taken, left_out = _apply_maps(kind, headings, folded, maps)
    used = set(taken.values()) | left_out
    for field in kind.fields:
        if field.name in taken:
            continue
        index = _find_column(field, headings, folded, preset, used)
        if index is not None:
            taken[field.name] = index
    if not any(fold_name(field) == "currency" for _, field in maps):
        _pair_currency(kind, folded, taken, left_out, preset)
    _check_required(kind, headings, taken)
    indexes = set(taken.values())
    aside = tuple(text for index, text in enumerate(headings) if index not in indexes)
    return Columns(kind, preset, tuple(headings), taken, aside)


def _find_column(
    field: Field,
    headings: Sequence[str],
    folded: Sequence[str],
    preset: Preset | None,
    used: set[int],
) -> int | None:
    known = preset.fields.get(field.name) if preset is not None else None
    for name in known or ():
        if found := _look_up(name, headings, folded, used):
            return _only(field, found, headings)
    if known is not None and not (known and preset is not None and preset.loose):
        return None
    for tier in field.names:
        wanted = {fold_name(name) for name in tier}
        found = [index for index, text in enumerate(folded) if text in wanted and index not in used]
        if found:
            return _only(field, found, headings)
    return None


def _look_up(
    name: str, headings: Sequence[str], folded: Sequence[str], used: set[int]
) -> list[int]:
    """The columns of that heading; one spelt exactly so comes before one that only resembles."""
    exact = [index for index, text in enumerate(headings) if text == name and index not in used]
    wanted = fold_name(name)
    return exact or [
        index for index, text in enumerate(folded) if text == wanted and index not in used
    ]


def _only(field: Field, found: list[int], headings: Sequence[str]) -> int:
    if len(found) == 1:
        return found[0]
    names = [_name_column(index, headings) for index in found]
    listed = " and ".join(f"“{name}”" for name in names)
    raise Problem(
        "two-columns",
        what=f"{len(found)} columns could be the {field.title}: {listed}.",
        fix="Say which one, for example: " + _map_option(names[0], field.name),
        suggestions=tuple(_map_option(name, field.name) for name in names),
    )


def _name_column(index: int, headings: Sequence[str]) -> str:
    """The heading; with its number of appearance when the file has it more than once."""
    heading = headings[index]
    if headings.count(heading) == 1:
        return heading
    return f"{heading}[{list(headings[: index + 1]).count(heading)}]"


def _map_option(heading: str, field: str) -> str:
    quoted = (
        heading.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    )
    return f'--map "{quoted}={field}"'


def _apply_maps(
    kind: Kind, headings: Sequence[str], folded: Sequence[str], maps: Sequence[tuple[str, str]]
) -> tuple[dict[str, int], set[int]]:
    taken: dict[str, int] = {}
    left_out: set[int] = set()
    for heading, field_name in maps:
        index = _find_heading(heading, headings, folded)
        wanted = fold_name(field_name)
        if not wanted:
            left_out.add(index)
            continue
        field = next(
            (f for f in kind.fields if wanted in {fold_name(f.name), fold_name(f.title)}), None
        )
        if field is None:
            raise _unknown_field(kind, heading, field_name)
        if field.name in taken:
            raise Problem(
                "two-columns",
                what=f"Two --map options give the {field.title}.",
                fix="Leave one of them out.",
            )
        taken[field.name] = index
    return taken, left_out


def _find_heading(heading: str, headings: Sequence[str], folded: Sequence[str]) -> int:
    found = _look_up(heading, headings, folded, set())
    numbered = re.fullmatch(r"(.*)\[(\d+)\]", heading)
    if not found and numbered:
        same = _look_up(numbered[1], headings, folded, set())
        place = int(numbered[2]) - 1
        found = same[place : place + 1] if place >= 0 else []
    if len(found) == 1:
        return found[0]
    if found:
        names = [_name_column(index, headings) for index in found]
        raise Problem(
            "two-columns",
            what=f"The file has the heading “{heading}” {len(found)} times.",
            fix=f'Say which: --map "{names[0]}=…"',
            suggestions=tuple(names),
        )
    near = [match for match, *_ in process.extract(heading, headings, scorer=fuzz.WRatio, limit=3)]
    raise Problem(
        "unknown-heading",
        what=f"The file has no heading “{heading}”.",
        why="It has: " + _list(headings),
        fix="Write the heading as the file does.",
        suggestions=tuple(near),
    )


def _unknown_field(kind: Kind, heading: str, field_name: str) -> Problem:
    names = [field.name for field in kind.fields]
    near = [match for match, score, _ in process.extract(field_name, names, limit=3) if score > 50]
    return Problem(
        "unknown-field",
        what=f"{kind.name.capitalize()} have no field “{field_name}”.",
        why="The fields are: " + ", ".join(names) + ".",
        fix="For example: " + _map_option(heading, near[0] if near else names[0]),
        suggestions=tuple(near),
    )


def _pair_currency(
    kind: Kind,
    folded: Sequence[str],
    taken: dict[str, int],
    left_out: set[int],
    preset: Preset | None,
) -> None:
    """Where each money column has its own `… Currency` before it, take the amount's."""
    if kind.find("amount") is None or "amount" not in taken or preset is None:
        return
    beside = folded[taken["amount"]] + "currency"
    if beside in folded and folded.index(beside) not in left_out:
        taken["currency"] = folded.index(beside)


def _check_required(kind: Kind, headings: Sequence[str], taken: Mapping[str, int]) -> None:
    for group in kind.required:
        if any(name in taken for name in group):
            continue
        fields = [field for name in group if (field := kind.find(name))]
        titles = " or ".join(field.title for field in fields)
        free = [text for index, text in enumerate(headings) if index not in taken.values() and text]
        near = _nearest(fields[0], free)
        example = near[0] if near else (free[0] if free else "Their heading")
        raise Problem(
            "missing-column",
            what=f"No column says the {titles} of a {kind.one}.",
            why="The file has: " + _list(headings),
            fix="Name it, for example: " + _map_option(example, fields[0].name),
            suggestions=tuple(_map_option(name, fields[0].name) for name in near),
        )


def _nearest(field: Field, free: Sequence[str]) -> list[str]:
    names = [name for tier in field.names for name in tier]
    scored = sorted(
        ((max(fuzz.WRatio(text.casefold(), name) for name in names), text) for text in free),
        reverse=True,
    )
    return [text for score, text in scored[:3] if score > 60]


def _list(headings: Sequence[str]) -> str:
    shown = [heading for heading in headings if heading][:40]
    more = len(headings) - len(shown)
    return ", ".join(shown) + (f" and {more} more." if more > 0 else ".")
