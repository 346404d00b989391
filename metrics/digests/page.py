"""The page docs/digests.md, written from the declarations so that the two can't differ."""

from metrics.digests.kinds import KINDS
from metrics.digests.sections import SECTIONS, Section

_HEAD = """\
# Digests

What a digest says, section by section. This page is generated from the declarations
(`metrics/digests/`); write it again with `python -m metrics.digests > docs/digests.md`.

* A digest tells about days that are over: a weekly one about the last full week, Monday to Sunday.
* It is held against the days before and the same days last year, full weeks against full weeks.
* It is computed for whoever receives it: nothing outside their sight is read, named or counted.
* "No data" is not zero: what lies before the first deal is not compared with.
* A win rate of few deals is told with that of 13 weeks; a difference that may be chance says so.
"""


def write_page() -> str:
    """The whole page as Markdown."""
    kinds = [f"* **{kind.title}** (`{kind.name}`): {kind.what}" for kind in KINDS.values()]
    sections = [_write_section(section) for section in SECTIONS.values()]
    return "\n".join([_HEAD, "## Kinds\n", *kinds, "", "## Sections\n", *sections])


def _write_section(section: Section) -> str:
    stands = [kind.title.lower() for kind in KINDS.values() if kind.name in section.kinds]
    return (
        f"### {section.title}\n\n{section.what}\n\n"
        f"* **Name**: `{section.name}`\n* **Stands in**: {', '.join(stands)}\n"
    )
