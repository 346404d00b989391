"""Slack's limits, and the cutting that keeps to them: what is left away is said, never silent."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

BLOCKS = 50
VIEW_BLOCKS = 100
TEXT = 3_000
HEADER = 150
FIELDS = 10
FIELD = 2_000
CONTEXT_ELEMENTS = 10
ACTIONS = 25
BUTTON = 75
VALUE = 2_000
ALT_TEXT = 2_000
TABLE_ROWS = 100
TABLE_CELLS = 20
TABLE_CHARACTERS = 10_000
VIEW_TITLE = 24
METADATA = 3_000
OPTION = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

FALLBACK_BYTES = 4_000
"""Of the text beside the blocks. Slack counts characters in one place and bytes in another."""

ELLIPSIS = "…"

Item = TypeVar("Item")


def measure(text: str) -> int:
    """The length as the strictest reader counts it: an emoji is two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """`text`, or its beginning and an ellipsis, within `most` characters."""
    if measure(text) <= most:
        return text
    kept = text[: most - 1]
    while (over := measure(kept) - (most - 1)) > 0:
        kept = kept[: len(kept) - (over + 1) // 2]  # an emoji less takes two off
    return kept.rstrip() + ELLIPSIS


def say_more(count: int, noun: str = "more") -> str:
    """What stands for the items that are not shown: "and 12 more"."""
    return f"and {count:,} {noun}"


def keep(items: Sequence[Item], most: int, more: Callable[[int], Item]) -> list[Item]:
    """All items, or the first ones and, as the last, what `more` makes of the number left away."""
    if len(items) <= most:
        return list(items)
    return [*items[: most - 1], more(len(items) - most + 1)]


def fit(
    items: Sequence[Item],
    most: int,
    size: Callable[[Item], int],
    more: Callable[[int], Item],
) -> list[Item]:
    """As many items as fit into `most`, the last one saying how many more there are."""
    if sum(map(size, items)) <= most:
        return list(items)
    kept: list[Item] = []
    left = most - size(more(len(items)))
    for item in items:
        left -= size(item)
        if left < 0:
            break
        kept.append(item)
    return [*kept, more(len(items) - len(kept))]


def join_lines(lines: Iterable[str], most: int = FALLBACK_BYTES, last: str = "") -> str:
    """Lines as one text within `most` bytes; what does not fit is counted before the last line."""
    end = [cut_bytes(last, most // 4)] if last else []
    fitted = fit(
        [cut_bytes(line, most // 2) for line in lines if line],
        most - sum(_bytes(line) for line in end),
        _bytes,
        lambda count: say_more(count, "more line" if count == 1 else "more lines"),
    )
    return "\n".join([*fitted, *end])


def cut_bytes(text: str, most: int) -> str:
    """`text`, or its beginning and an ellipsis, within `most` bytes; no escaped sign is torn."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - len(ELLIPSIS.encode())].decode(errors="ignore")
    torn = kept.rfind("&", len(kept) - 5)
    if torn >= 0 and ";" not in kept[torn:]:
        kept = kept[:torn]
    return kept.rstrip() + ELLIPSIS


def _bytes(line: str) -> int:
    return len(line.encode()) + 1
