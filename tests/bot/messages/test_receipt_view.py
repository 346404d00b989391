"""The receipt shows how a number came about, all of it, within a modal's limits."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.messages.receipt import show_pipeline_receipt, show_receipts
from tests.bot.messages.samples import (
    NOW,
    RECEIPT,
    STAGES,
    bookings,
    hostile_receipt,
    huge_report,
    report,
    win_rate,
)
from tests.bot.messages.slack_exam import pass_view_exam, read_out

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_receipt_says_everything_a_number_stands_on() -> None:
    view = show_receipts([win_rate()], NOW, BERLIN)
    pass_view_exam(view)
    words = read_out(view["blocks"])
    for part in (
        "Win rate: 61.71 %",
        "deals won / (deals won + deals lost)",
        "1,254",
        "2,032",
        "by close date",
        "1 Apr 2017 to 30 Jun 2017 (Europe/Berlin)",
        "everything",
        "deals.csv, imported 22 Nov 2026 at 08:08 (Europe/Berlin), 2 h ago",
        "12 counted all the same: won deals without an amount",
        "3 left out: no close date",
        "Lost includes deals that ended without a decision.",
        "full quarter against full quarter",
    ):
        assert part in words


def test_a_receipt_with_nothing_left_out_says_so() -> None:
    whole = win_rate(receipt=replace(RECEIPT, left_out=()))
    assert "nothing; every row was counted in full" in read_out(
        show_receipts([whole], NOW, BERLIN)["blocks"]
    )


def test_hostile_and_huge_receipts_stay_within_limits() -> None:
    answers = [win_rate(receipt=hostile_receipt()), bookings(receipt=hostile_receipt())] * 20
    pass_view_exam(show_receipts(answers, NOW, BERLIN))
    pass_view_exam(show_pipeline_receipt(huge_report(), NOW, BERLIN))


def test_the_pipelines_receipt_names_the_chance_of_every_stage_and_its_source() -> None:
    rows = tuple(
        replace(row, chance=0.25, chance_source="history (412 decided deals)") for row in STAGES
    )
    view = show_pipeline_receipt(report(rows=rows), NOW, BERLIN)
    pass_view_exam(view)
    words = read_out(view["blocks"])
    assert "Negotiation : 25.0 %  (history (412 decided deals))" in words
    assert "143, of which 2 have no amount" in words


def test_a_receipt_before_the_first_import_says_so() -> None:
    fresh = win_rate(receipt=replace(RECEIPT, data_as_of=None, data_file=None))
    assert "nothing imported yet" in read_out(show_receipts([fresh], NOW, BERLIN)["blocks"])
