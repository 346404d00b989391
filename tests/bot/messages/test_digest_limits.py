"""No size of company and no name in it brings a digest near a limit of Slack's, or lets it act."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages.digest import DigestFacts, say_digest
from bot.messages.digest_actions import ActionState
from bot.messages.message import Native
from bot.messages.origins import Late
from bot.messages.outgoing import Outgoing
from metrics.digests.report import (
    ActionProposal,
    Against,
    Cell,
    DigestReport,
    Figure,
    Grid,
    SectionReport,
)
from tests.bot.messages.digest_samples import FACTS, REPORT, SENT, WEEK, flow_chart, trend_chart
from tests.bot.messages.samples import HOSTILE
from tests.bot.messages.slack_exam import pass_exam, read_out, walk

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NASTY = (
    HOSTILE,
    "<!channel>",
    "<@U0MAX>",
    "*b* _i_ ~s~ `c` ```x``` > q",
    "שלום עולם " * 20,
    "👩‍👩‍👧‍👦" * 60,
    "W" * 200,
    "&" * 200,
    "\u202egnp.exe",
    "",
    "\n\n",
    "=1+1",
)
FULL = DigestFacts(
    key="digest:12:2026-11-23T09:00:C0SALES",
    sent_at=SENT,
    zone="America/Argentina/ComodRivadavia",
    states=tuple(ActionState(n, "done", "U0MAX") for n in range(1, 9, 2)),
    late=Late(datetime(2026, 11, 20, 8, 0, tzinfo=UTC), HOSTILE * 3),
    banner=HOSTILE,
    set_up_by="U0MAX",
    schedule=HOSTILE,
    digest_id=12,
)


def grid(rows: int, columns: int, words: str) -> Grid:
    cells = tuple(Cell(f"{words} {place}", float(place)) for place in range(1, columns))
    return Grid(
        words,
        tuple(f"{words} {place}" for place in range(columns)),
        tuple((Cell(f"{number} {words}"), *cells) for number in range(rows)),
    )


def section(number: int, words: str, rows: int, columns: int) -> SectionReport:
    return SectionReport(
        name=f"section {number} {words}",
        title=words,
        sentence=words * 3,
        figures=tuple(
            Figure("m", words, words, -1.5, (Against(words, f"+{words}", good=False),) * 3)
            for _ in range(30)
        ),
        lines=(words * 2,) * 200,
        grid=grid(rows, columns, words),
        chart=flow_chart() if number % 2 else trend_chart(),
        details=(grid(rows, columns, words), grid(3, columns, words)),
    )


def huge(words: str, sections: int = 7, rows: int = 60, columns: int = 9) -> DigestReport:
    proposal = ActionProposal("s", words, words, None, words, date(2026, 11, 27))
    return replace(
        REPORT,
        title=words,
        headline=words * 4,
        scope=words,
        period_words=words,
        sections=tuple(section(number, words, rows, columns) for number in range(sections)),
        actions=(proposal,) * 8,
        computed=(words,) * 20,
    )


def count_letters(blocks: list[dict[str, object]]) -> int:
    return sum(len(thing["text"]) for thing in walk(blocks) if isinstance(thing.get("text"), str))


def look_at(said: Outgoing) -> None:
    """Within every limit, with room to spare, on every rung; nothing acts."""
    for message in (said.main, *said.thread):
        pass_exam(message, mentions="U0MAX")
        for native in (True, False):
            for files in (["F0EXAMPLE1"] * len(message.pictures), []):
                note = [{"type": "divider"}] * 2
                blocks = message.lay_out(files, native=native, instead_of_picture=note)
                assert len(blocks) <= 46, "50 are cut in silence"
                if message is said.main:
                    assert blocks[-1] == message.lay_out(native=native)[-1]
        assert sum(isinstance(piece, Native) for piece in message.blocks) <= 1
        others = [piece for piece in message.blocks if isinstance(piece, dict)]
        assert count_letters(others) <= 24_000
    assert len(said.thread) <= 8
    assert len(said.main.pictures) <= 3


@pytest.mark.parametrize("words", NASTY, ids=range(len(NASTY)))
def test_a_huge_company_with_such_names_stays_far_below_every_limit(words: str) -> None:
    look_at(say_digest(huge(words), FULL))


def test_ten_thousand_rows_are_all_in_the_csv_and_the_rest_is_counted() -> None:
    report = huge("Renewal of Northwind Traders", sections=1, rows=10_000, columns=6)
    said = say_digest(report, FACTS)
    look_at(said)
    (file,) = said.files
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 30 + 10_000 + 3
    shown = " ".join(read_out(message.lay_out()) for message in said.thread)
    assert "and 9,961 more in the CSV" in shown


def test_a_hundred_tables_end_with_how_many_more_the_csv_has() -> None:
    said = say_digest(huge("Renewal", sections=50), FACTS)
    last = said.thread[-1]
    assert "more; the CSV has all rows" in last.text
    assert "more; the CSV has all rows" in read_out(last.lay_out())


def test_sections_that_find_no_room_stand_in_the_thread() -> None:
    sections = tuple(
        SectionReport(
            "own", f"Section number {number}", "Its finding. " * 20, lines=("a line",) * 4
        )
        for number in range(40)
    )
    said = say_digest(replace(REPORT, sections=sections), FACTS)
    look_at(said)
    words = " ".join(read_out(one.lay_out()) for one in (said.main, *said.thread))
    for number in range(40):
        assert words.count(f"Section number {number} ") == 1


@pytest.mark.parametrize("rows", [30, 300])
def test_a_table_of_wide_rows_is_cut_and_all_that_it_leaves_away_is_counted(rows: int) -> None:
    wide = SectionReport("own", "Wide", "", details=(grid(rows, 19, "W" * 60),))
    said = say_digest(replace(REPORT, sections=(wide,)), FACTS)
    look_at(said)
    (table,) = (piece.block for piece in said.thread[0].blocks if isinstance(piece, Native))
    shown = len(table["rows"]) - 2
    assert 5 < shown < 30
    assert table["rows"][-1][0]["text"] == f"and {rows - shown} more in the CSV"


def test_many_tiny_sections_and_all_else_together_stay_below_fifty_blocks() -> None:
    sections = tuple(
        SectionReport("own", f"S{number}", "x", chart=flow_chart()) for number in range(60)
    )
    look_at(say_digest(replace(huge("a", sections=1), sections=sections), FULL))


def test_whatever_comes_before_what_to_do_and_the_foot_are_in_the_text() -> None:
    report = replace(huge("&" * 200), actions=REPORT.actions, computed=REPORT.computed)
    text = say_digest(replace(report, scope=REPORT.scope), FACTS).main.text
    assert len(text.encode()) <= 4_000
    for words in (
        "more lines",
        "3. Fill in the amounts of 14 deals",
        "the newest data was 14 h old",
    ):
        assert words in text


@pytest.mark.parametrize("words", [*FORMULA, "=HYPERLINK(1)", "+1", "-2", "@SUM(1)", "＝1"])
def test_no_cell_of_the_csv_is_a_formula(words: str) -> None:
    (file,) = say_digest(huge(words, sections=1, rows=3, columns=3), FACTS).files
    for row in csv.reader(io.StringIO(file.content.decode("utf-8-sig"))):
        for cell in row:
            assert not cell.startswith(FORMULA) or float(cell) == -1.5


texts = st.one_of(st.text(max_size=300), st.sampled_from(NASTY))
cells = st.builds(Cell, texts, st.one_of(st.none(), st.floats(-1e12, 1e12)))
againsts = st.builds(Against, texts, texts, st.sampled_from([True, False, None]))
figures = st.builds(
    Figure, texts, texts, texts, st.one_of(st.none(), st.floats(-1e12, 1e12)),
    st.lists(againsts, max_size=4).map(tuple),
)  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    headings = draw(st.lists(texts, min_size=1, max_size=9))
    row = st.lists(cells, min_size=len(headings), max_size=len(headings)).map(tuple)
    return Grid(draw(texts), tuple(headings), tuple(draw(st.lists(row, max_size=30))))


sections = st.builds(
    SectionReport, texts, texts, texts,
    st.lists(figures, max_size=10).map(tuple), st.lists(texts, max_size=12).map(tuple),
    st.one_of(st.none(), grids()), st.sampled_from([None, flow_chart()]),
    st.lists(grids(), max_size=3).map(tuple),
)  # fmt: skip
proposals = st.builds(
    ActionProposal, texts, texts, texts, st.none(), texts, st.dates(date(2000, 1, 1))
)
reports = st.builds(
    DigestReport, texts, st.just(WEEK), texts, texts, st.lists(sections, max_size=6).map(tuple),
    st.lists(proposals, max_size=4).map(tuple), st.booleans(), texts, st.just("USD"),
    st.sampled_from([None, SENT]), st.lists(texts, max_size=4).map(tuple),
)  # fmt: skip


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(reports, st.sampled_from([FACTS, FULL]))
def test_no_report_whatever_breaks_a_limit_or_acts(
    report: DigestReport, facts: DigestFacts
) -> None:
    look_at(say_digest(report, facts))
