"""Letters: how wide words are, how they are broken over lines or cut, which ones the font has."""

from functools import lru_cache
from pathlib import Path
from unicodedata import category

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags

from metrics.charts.style import SCALE

_ELLIPSIS = "…"
_DOT = "\N{NO-BREAK SPACE}·"  # stands between parts of a line, not at the end of one
_UNKNOWN = "\N{WHITE SQUARE}"
_FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}


def find_font(pixels: float, *, bold: bool) -> FontProperties:
    """The font that comes with matplotlib, so that a picture is the same on every machine."""
    return FontProperties(fname=_find_file(bold), size=pixels)


def measure(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of words gets, in pixels of the phone."""
    return _measure(replace_unknown(words, bold=bold), size, bold)


def cut(words: str, size: float, room: float, *, bold: bool = False) -> str:
    """The words if they fit, else as much of them as fits with an ellipsis."""
    if measure(words, size, bold=bold) <= room:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(words[:middle].rstrip() + _ELLIPSIS, size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + _ELLIPSIS


def wrap(words: str, size: float, room: float, most_lines: int, *, bold: bool = False) -> list[str]:
    """The words over at most so many lines; what does not fit is cut with an ellipsis.

    Lines break at blanks (never at a no-break space) and inside a word only when it alone is too
    wide.
    """
    parts = words.split(" ")
    counts = _fill_lines(_measure_parts(parts, size, bold), room, most_lines)
    lines: list[str] = []
    for count in counts:
        lines.append(" ".join(parts[:count]).removesuffix(_DOT))
        parts = parts[count:]
    lines[-1] = " ".join([lines[-1], *parts])
    return [cut(line, size, room, bold=bold) for line in lines]


def wrap_evenly(
    words: str, size: float, room: float, most_lines: int, *, bold: bool = False
) -> list[str]:
    """The same with lines about equally long, so that no word stands alone on the last."""
    widths = _measure_parts(words.split(" "), size, bold)
    fewest = _fill_lines(widths, room, most_lines)
    if len(fewest) < 2 or sum(fewest) < len(widths) - 1 or max(widths) > room:
        return wrap(words, size, room, most_lines, bold=bold)
    narrow, wide = max(room / 2, *widths), room
    while wide - narrow > 2:
        middle = (narrow + wide) / 2
        if len(_fill_lines(widths, middle, len(widths))) <= len(fewest):
            wide = middle
        else:
            narrow = middle
    return wrap(words, size, wide, most_lines, bold=bold)


@lru_cache(maxsize=4096)
def replace_unknown(words: str, *, bold: bool) -> str:
    """Words in letters that the font has.

    A row of unknown letters becomes a single square; unknown symbols (emoji) and marks go, unless
    there is nothing else.
    """
    known = _read_letters(bold)
    shown: list[str] = []
    for letter in words:
        if ord(letter) in known:
            shown.append(letter)
        elif category(letter)[0] not in "SM" and shown[-1:] != [_UNKNOWN]:
            shown.append(_UNKNOWN)
    kept = " ".join(part for part in "".join(shown).split(" ") if part)
    return kept or (_UNKNOWN if words.strip(" ") else words)


def _fill_lines(widths: list[float], room: float, most_lines: int) -> list[int]:
    """How many parts go on each line; the first of `widths` is that of a blank."""
    blank, parts = widths[0], widths[1:]
    counts = [0]
    used = -blank
    for width in parts:
        if counts[-1] and used + blank + width > room:
            if len(counts) == most_lines:
                break
            counts.append(0)
            used = -blank
        counts[-1] += 1
        used += blank + width
    return counts


def _measure_parts(parts: list[str], size: float, bold: bool) -> list[float]:
    """The widths of a blank and of each part: measured once, however often they are tried."""
    return [measure(part, size, bold=bold) for part in (" ", *parts)]


@lru_cache(maxsize=4096)
def _measure(words: str, size: float, bold: bool) -> float:
    font = get_font(_find_file(bold))
    font.clear()
    font.set_size(size * SCALE, 72)
    font.set_text(words, 0.0, flags=LoadFlags.DEFAULT)
    width, _ = font.get_width_height()
    return float(width) / 64 / SCALE


@lru_cache(maxsize=2)
def _find_file(bold: bool) -> str:
    return str(Path(mpl.get_data_path(), "fonts", "ttf", _FILES[bold]))


@lru_cache(maxsize=2)
def _read_letters(bold: bool) -> frozenset[int]:
    return frozenset(get_font(_find_file(bold)).get_charmap())
