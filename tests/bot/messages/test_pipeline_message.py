"""The answer to /pipeline: its sentence, its table, its list, its buttons, within every limit."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.messages.message import Picture
from bot.messages.pipeline import PipelineAsks, fold_rows, say_headline, say_movement, say_pipeline
from metrics.calendar import EARLIEST
from metrics.period import Period
from metrics.pipeline import Movement, PipelineReport
from tests.bot.messages.samples import (
    HOSTILE,
    MOVED,
    NOW,
    Q2,
    STAGES,
    deal,
    empty_report,
    huge_report,
    report,
    row,
)
from tests.bot.messages.slack_exam import pass_exam, read_out, values_of

ASKS = PipelineAsks(
    again="by stage",
    by_owner="by owner",
    by_segment="by segment",
    by_stage="by stage",
    closing="closing this quarter",
    extra={"d": "2026-11-22"},
)
PICTURE = Picture("pipeline.png", b"png", "Prospecting $1.2M", "Proposal holds a third")

CASES = {
    "usual": report(),
    "by owner": report(by="owner"),
    "closing": report(closing=Q2),
    "one stage": report(rows=STAGES[:1], total=row("Total", 61, 1_204_000, 120_400)),
    "nothing": empty_report(),
    "no amounts": report(rows=(row("Proposal", 4, 0, 0, 4),), total=row("Total", 4, 0, 0, 4)),
    "no attention": report(attention=(), attention_total=0),
    "huge": huge_report(),
    "huge and few": huge_report(rows=3),
    "another day": report(as_of=date(2026, 5, 1)),
    "yen": report(currency="JPY"),
}


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("picture", [PICTURE, None], ids=["picture", "none"])
def test_every_pipeline_is_within_slacks_limits(
    shown: PipelineReport, picture: Picture | None
) -> None:
    pass_exam(say_pipeline(shown, NOW, ASKS, picture))


def test_a_hostile_alt_text_and_title_stay_within_limits() -> None:
    pass_exam(say_pipeline(report(), NOW, ASKS, Picture("p.png", b"", HOSTILE * 20, HOSTILE * 20)))


def test_the_first_sentence_says_how_much_what_changed_and_what_to_look_at() -> None:
    assert say_headline(report(), NOW) == (
        "143 open deals worth $4.2M, $1.6M weighted by chance; "
        "12 new, 5 won and 3 lost since 15 Nov; "
        "28 need attention, first Renewal 0 ($85k, 12 days past its close date)."
    )


@pytest.mark.parametrize(
    ("new", "won", "lost", "words"),
    [
        (24, 3, 18, "24 new, 3 won and 18 lost since"),
        (0, 3, 18, "3 won and 18 lost since"),
        (0, 0, 1, "; 1 lost since"),
    ],
)
def test_no_loss_is_kept_back_from_the_first_sentence(
    new: int, won: int, lost: int, words: str
) -> None:
    worth = Decimal(10)
    moved = replace(MOVED, new=(new, worth), won=(won, worth), lost=(lost, worth))
    assert words in say_headline(report(movement=moved), NOW)


def test_the_first_sentence_is_bold_and_on_top() -> None:
    [top, *_] = say_pipeline(report(), NOW, ASKS).lay_out()
    [run] = top["elements"][0]["elements"]
    assert run["style"] == {"bold": True}
    assert run["text"].startswith("143 open deals")


def test_one_deal_is_spoken_of_as_one() -> None:
    one = report(
        rows=STAGES[:1],
        total=row("Total", 1, 5_000, 500),
        attention=(deal(1, value=None, owner=None, account=None),),
        attention_total=1,
    )
    headline = say_headline(one, NOW)
    assert headline.startswith("1 open deal worth $5,000, $500 weighted")
    assert "1 needs attention, first Renewal 1 (no amount" in headline


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"closing": Q2}, "143 open deals due to close in Q2 2017 worth"),
        ({"as_of": date(2026, 5, 1)}, "On 1 May 2026: 143 open deals worth"),
        ({"as_of": date(2026, 11, 21)}, "On 21 Nov 2026: 143 open deals worth"),
        (
            {"closing": Period(EARLIEST, date(2027, 7, 1))},
            "deals due to close by 30 Jun 2027 worth",
        ),
        ({"total": row("Total", 4, 0, 0, 4)}, "4 open deals, none with an amount;"),
        ({"attention": (), "attention_total": 0}, "since 15 Nov."),
    ],
)
def test_the_first_sentence_fits_what_was_asked(changes: dict[str, object], words: str) -> None:
    assert words in say_headline(report(**changes), NOW)


def test_the_table_adds_up_to_its_total_and_reads_on_a_phone() -> None:
    table = say_pipeline(report(), NOW, ASKS).lay_out()[1]
    assert table["type"] == "table"
    cells = [[read_out([cell]) for cell in line] for line in table["rows"]]
    assert cells[0] == ["Stage", "Deals", "Value", "Weighted"]
    assert cells[1] == ["Prospecting", "61", "$1.2M", "$120k"]
    assert cells[-1] == ["Total", "143", "$4.2M", "$1.6M"]
    assert all(len(line) == 4 for line in cells)
    assert table["column_settings"][1]["align"] == "right"


def test_a_workspace_without_tables_reads_the_same_numbers_in_fields() -> None:
    words = read_out(say_pipeline(report(), NOW, ASKS).lay_out(native=False))
    for stage in STAGES:
        assert f"{stage.label}\nDeals {stage.deals} · Value" in words
    assert "Total\nDeals 143 · Value $4.2M · Weighted $1.6M" in words


def test_rows_that_are_too_many_are_summed_up_so_that_the_total_stays_right() -> None:
    rows = [row(str(number), 2, 10 * number, number, 1) for number in range(100)]
    folded = fold_rows(rows, 30)
    assert len(folded) == 30
    assert folded[-1].label == "and 71 more"
    assert sum(one.deals for one in folded) == 200
    assert sum(one.value for one in folded) == sum(one.value for one in rows)
    assert sum(one.weighted for one in folded) == sum(one.weighted for one in rows)
    assert sum(one.without_value for one in folded) == 100
    assert fold_rows(rows[:30], 30) == rows[:30]


def test_what_moved_is_told_by_kind_and_nothing_is_made_up() -> None:
    assert say_movement(MOVED, "USD") == (
        "Since 15 Nov: 12 new ($340k) · 5 won ($120k) · 3 lost ($80k) · 7 pushed ($210k) · "
        "4 amounts changed (−$15k)."
    )
    nothing = (0, Decimal(0))
    quiet = Movement(MOVED.since, nothing, nothing, nothing, nothing, nothing)
    assert say_movement(quiet, "USD") == "Since 15 Nov: nothing new, won or lost."


def test_pushes_that_cannot_be_known_are_not_told_as_none() -> None:
    words = say_movement(replace(MOVED, known=False), "USD")
    assert "pushed" not in words.split(".")[0]
    assert "show from the second import on" in words


def test_five_deals_are_listed_and_the_others_counted() -> None:
    message = say_pipeline(report(attention=tuple(map(deal, range(9)))), NOW, ASKS)
    [listed] = [block for block in message.lay_out() if "Needs attention" in read_out([block])]
    items = listed["elements"][1]["elements"]
    assert len(items) == 6
    assert read_out([items[0]]) == (
        "Renewal 0  (Acme, Inc.) · Dana Fox · $85k: 12 days past its close date, "
        "no activity for 21 days"
    )
    assert read_out([items[5]]) == "and 23 more"


def test_an_account_the_deal_is_named_after_is_not_said_twice() -> None:
    named = deal(0, name="ACME, Inc. – renewal")
    message = say_pipeline(report(attention=(named,), attention_total=1), NOW, ASKS)
    assert "ACME, Inc. – renewal · Dana Fox" in message.text


def test_the_text_alone_has_every_key_number() -> None:
    text = say_pipeline(report(), NOW, ASKS).text
    numbers = ("143", "$4.2M", "$1.6M", "12 new ($340k)", "2 of the open deals")
    rest = ("Prospecting: 61 deals, $1.2M", "and 23 more", "2 h ago", "as of 22 Nov 2026")
    for words in (*numbers, *rest):
        assert words in text


def test_the_buttons_carry_what_they_ask_and_nothing_is_asked_twice() -> None:
    buttons = values_of(say_pipeline(report(), NOW, ASKS).lay_out())
    assert list(buttons) == [
        "run_by_owner", "run_by_segment", "run_closing", "share", "export", "receipt",
    ]  # fmt: skip
    carried = {"c": "/pipeline", "t": "by owner", "d": "2026-11-22"}
    assert json.loads(buttons["run_by_owner"]) == carried
    by_owner = values_of(say_pipeline(report(by="owner", closing=Q2), NOW, ASKS).lay_out())
    assert list(by_owner)[:2] == ["run_by_stage", "run_by_segment"]
    assert "run_closing" not in by_owner


def test_a_question_too_long_for_a_button_has_no_button_instead_of_half_a_question() -> None:
    asks = replace(ASKS, by_owner="x" * 1_990)
    buttons = values_of(say_pipeline(report(), NOW, asks).lay_out())
    assert "run_by_owner" not in buttons
    assert "run_by_segment" in buttons


def test_an_empty_pipeline_says_what_to_do() -> None:
    fresh = empty_report()
    fresh = replace(fresh, receipt=replace(fresh.receipt, data_as_of=None, data_file=None))
    assert "salesbell import deals deals.csv" in say_pipeline(fresh, NOW, ASKS).text
    assert "no data imported yet" in say_pipeline(fresh, NOW, ASKS).text
    filtered = say_pipeline(empty_report(filters=("segment: Enterprise",)), NOW, ASKS).text
    assert "Nothing fits what you asked for" in filtered


def test_the_last_line_says_whose_deals_how_fresh_and_as_of_when() -> None:
    [*_, last] = say_pipeline(report(filters=("segment: Enterprise",)), NOW, ASKS).lay_out()
    assert read_out([last]) == (
        "Computed for Dana Fox's team (7 people) · segment: Enterprise · "
        "data from deals.csv, 2 h ago · as of 22 Nov 2026"
    )
