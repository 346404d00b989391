"""A digest as people get it: what it says, in which order, with which buttons."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages import actions
from bot.messages.digest import DigestFacts, say_digest
from bot.messages.digest_actions import ActionState
from bot.messages.message import Message
from bot.messages.origins import PREVIEW, TEST, Late
from metrics.charts import ChartSpec
from metrics.digests.report import (
    Against,
    Cell,
    DigestReport,
    Figure,
    Grid,
    SectionReport,
    freeze,
    thaw,
)
from metrics.flow import Step
from tests.bot.messages.digest_samples import (
    FACTS,
    FLOW,
    QUIET,
    REPORT,
    SECTIONS,
    SENT,
    flow_chart,
)
from tests.bot.messages.slack_exam import pass_exam, plainly, read_out, walk

LATE = Late(SENT - timedelta(hours=2, minutes=20), "salesbell was not running")
DECIDED = (
    ActionState(1, "done", "U0MAX"),
    ActionState(2, "not_useful", "U0MAX"),
    ActionState(3, "later", "U0MAX"),
)
CASES = {
    "usual": FACTS,
    "preview": replace(FACTS, banner=PREVIEW),
    "late test": replace(FACTS, banner=TEST, late=LATE),
    "decided": replace(FACTS, states=DECIDED),
    "first in a channel": replace(FACTS, set_up_by="U0MAX", schedule="every Monday 09:00"),
    "managed": replace(FACTS, digest_id=12),
}


def lay(message: Message) -> list[dict[str, object]]:
    return message.lay_out(["F0EXAMPLE1"] * len(message.pictures))


def words_of(message: Message) -> str:
    return read_out(lay(message))


@pytest.mark.parametrize("facts", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("report", [REPORT, QUIET], ids=["usual", "quiet"])
def test_every_digest_is_within_slacks_limits(report: DigestReport, facts: DigestFacts) -> None:
    said = say_digest(report, facts)
    for message in (said.main, *said.thread):
        pass_exam(message, mentions="U0MAX")


def test_the_point_comes_first_then_the_numbers_what_to_do_and_how_it_was_computed() -> None:
    words = words_of(say_digest(REPORT, FACTS).main)
    order = (
        "Monday digest: Dana Fox's team", "16 to 22 Nov 2026", "Bookings are $92k ahead",
        "The week in numbers", "Pipeline flow", "Deals at risk", "What to do now",
        "In the thread", "Computed for Dana Fox's team",
    )  # fmt: skip
    places = [words.index(one) for one in order]
    assert places == sorted(places)


def test_the_text_beside_the_blocks_says_everything_by_itself() -> None:
    text = plainly(say_digest(REPORT, FACTS).main.text)
    for words in (
        "Bookings are $92k ahead of the pace",
        "Bookings $120k, +12 % vs week before, −4.1 % vs last year, 68 % of $600k goal",
        "Sales cycle 57 days, +4 days vs week before",
        "Lost: Fabrikam rollout, $60k, Priya Nair: price",
        "Ann Berg: Won 5 · Booked $85k · Open $900k",
        "1. Call Northwind Traders and agree on a new close date (Ann Berg · by Fri 27 Nov): "
        "Renewal 1 ($85k) is 12 days past",
        "In the thread: New deals (12), Won (5), Lost (3), At risk (28), and all rows as CSV.",
        "the newest data was 14 h old when this was sent",
    ):
        assert words in text


def test_a_figure_stands_on_one_line_with_an_arrow_and_a_word_where_the_arrow_misleads() -> None:
    words = words_of(say_digest(REPORT, FACTS).main)
    assert (
        "Bookings  $120k   ▲ 12 % vs week before, ▼ 4.1 % vs last year, 68 % of $600k goal" in words
    )
    assert "▲ 4 days vs week before, worse" in words
    assert "New pipeline  $340k   no change vs week before" in words


def test_what_there_is_no_data_of_is_left_out_or_said_once() -> None:
    def say(*against: Against) -> str:
        figure = Figure("m", "Average deal size", "$7,691", 7691.0, against)
        sections = (SectionReport("figures", "Key figures", "", (figure,)),)
        return words_of(say_digest(replace(REPORT, sections=sections), FACTS).main)

    missing = [Against("the week before", "no data"), Against("the same week last year", "no data")]
    assert "no data to compare it with" in say(*missing)
    assert "no data" not in say(missing[0], Against("the same week last year", "+4 %"))
    assert "no data" not in say()


def test_a_doubt_about_a_difference_stands_behind_it() -> None:
    against = Against("the week before", "+8.0 points, may be chance")
    figure = Figure("win_rate", "Win rate", "13.0 %", 0.13, (against,))
    report = replace(REPORT, sections=(SectionReport("figures", "Key figures", "", (figure,)),))
    said = say_digest(report, FACTS).main
    assert "+8.0 points vs week before (may be chance)" in said.text
    assert "▲ 8.0 points vs week before (may be chance)" in words_of(said)


def test_a_long_list_ends_with_how_many_more_stand_in_the_thread() -> None:
    said = say_digest(REPORT, FACTS).main
    assert words_of(said).count("days past its close date, no activity") == 5
    assert "and 12 more in the thread" in words_of(said)
    assert "and 12 more in the thread" in said.text


def test_an_open_action_asks_three_things_and_carries_its_number_and_nothing_else() -> None:
    buttons = [
        (thing["action_id"], thing["value"])
        for thing in walk(lay(say_digest(REPORT, FACTS).main))
        if thing.get("type") == "button"
    ]
    asked = (actions.ACTION_DONE, actions.ACTION_NOT_USEFUL, actions.ACTION_LATER)
    assert buttons == [
        (action, f'{{"key":"{FACTS.key}","n":"{number}"}}')
        for number in (1, 2, 3)
        for action in asked
    ]


def test_a_decided_action_says_who_decided_and_can_be_undone() -> None:
    said = say_digest(REPORT, CASES["decided"]).main
    words = words_of(said)
    assert "✓ Done" in words
    assert "Not useful: it will not be asked again" in words
    assert "Asked again next week" in words
    members = [thing for thing in walk(lay(said)) if thing.get("type") == "user"]
    assert [thing["user_id"] for thing in members] == ["U0MAX"] * 3
    buttons = [thing for thing in walk(lay(said)) if thing.get("type") == "button"]
    assert {button["action_id"] for button in buttons} == {actions.ACTION_UNDO}
    assert "✓ Done, says <@U0MAX>." in said.text


def test_what_decided_is_named_only_when_it_is_a_slack_user() -> None:
    facts = replace(FACTS, states=(ActionState(1, "done", "!channel"),))
    said = say_digest(REPORT, facts).main
    pass_exam(said)
    assert "✓ Done." in said.text
    said = say_digest(REPORT, replace(FACTS, set_up_by="!channel")).main
    pass_exam(said)
    assert "Set up by" not in words_of(said) + said.text


def test_a_late_digest_says_when_it_was_due_and_why() -> None:
    said = say_digest(REPORT, replace(FACTS, late=LATE)).main
    words = "Due Monday 06:40, sent 09:00: salesbell was not running."
    assert words in words_of(said)
    assert said.text.startswith(words)
    overnight = replace(LATE, due_at=SENT - timedelta(hours=10))
    said = say_digest(REPORT, replace(FACTS, late=overnight)).main
    assert "Due Sunday 23:00, sent Monday 09:00" in said.text


@pytest.mark.parametrize("banner", [PREVIEW, TEST])
def test_a_preview_is_what_will_be_sent_but_for_its_banner(banner: str) -> None:
    real = say_digest(REPORT, FACTS)
    shown = say_digest(REPORT, replace(FACTS, banner=banner))
    assert lay(shown.main)[1:] == lay(real.main)
    assert shown.main.text == f"{banner}\n{real.main.text}"
    assert [lay(one) for one in shown.thread] == [lay(one) for one in real.thread]
    assert shown.files == real.files


def test_a_frozen_digest_says_the_same_when_it_is_thawed() -> None:
    said, again = (say_digest(one, FACTS) for one in (REPORT, thaw(freeze(REPORT))))
    assert lay(again.main) == lay(said.main)
    assert again.main.text == said.main.text
    assert [one.key for one in again.main.pictures] == [one.key for one in said.main.pictures]
    assert again.files == said.files


def test_equal_charts_have_equal_keys_and_different_ones_have_not() -> None:
    def keys_of(**charts: ChartSpec) -> list[object]:
        sections = [SectionReport(name, name, "", chart=one) for name, one in charts.items()]
        report = replace(REPORT, sections=tuple(sections))
        return [picture.key for picture in say_digest(report, FACTS).main.pictures]

    smaller = flow_chart(replace(FLOW, won=Step(1, FLOW.won.value)))
    assert keys_of(flow=flow_chart()) == keys_of(other=flow_chart())
    assert keys_of(flow=flow_chart()) != keys_of(flow=smaller)
    drawn = [picture.draw() for picture in say_digest(REPORT, FACTS).main.pictures]
    assert len(set(drawn)) == len(drawn) == 2
    assert all(png.startswith(b"\x89PNG") for png in drawn)


def test_a_quiet_week_is_short_and_has_no_thread() -> None:
    said = say_digest(QUIET, FACTS)
    assert "no deal came, went or moved" in said.main.text
    assert "no data imported yet" in said.main.text
    assert said.thread == ()
    assert said.files == ()
    assert len(lay(said.main)) == 4


def test_the_first_digest_in_a_channel_says_who_set_it_up_and_when_it_comes() -> None:
    said = say_digest(REPORT, CASES["first in a channel"]).main
    assert "it comes every Monday 09:00 (Europe/Berlin)" in words_of(said)
    assert "Set up by <@U0MAX>" in said.text


def test_the_button_that_manages_a_digest_carries_its_id() -> None:
    last = lay(say_digest(REPORT, CASES["managed"]).main)[-1]
    (button,) = (thing for thing in walk([last]) if thing.get("type") == "button")
    assert (button["action_id"], button["value"]) == (actions.MANAGE_DIGEST, '{"id":"12"}')


def test_what_is_not_to_be_worked_on_stands_small_at_the_end() -> None:
    data = SectionReport("data", "Data", "Imported today.", lines=("1 open deal has no owner",))
    said = say_digest(replace(REPORT, sections=(data, *SECTIONS)), FACTS).main
    *_, small, _foot = lay(said)
    assert small["type"] == "context"
    assert "Data: Imported today; 1 open deal has no owner." in read_out([small])
    assert said.text.count("Data: Imported today; 1 open deal has no owner.") == 1
    assert words_of(said).count("Imported today") == said.text.count("Imported today") == 1


def test_a_table_in_the_thread_names_the_deal_first_then_its_numbers_and_no_keys() -> None:
    headings = ("Deal", "Key", "Account", "Owner", "Value", "Closed")
    row = (
        Cell("Northwind"), Cell("D-17"), Cell("Northwind AG"), Cell("Ann Berg"),
        Cell("$85,000", 85_000.0), Cell("2026-11-30"),
    )  # fmt: skip
    grid = Grid("Deals won", headings, (row,) * 6)
    won = SectionReport("wins", "Wins", "Six won.", details=(grid,))
    said = say_digest(replace(REPORT, sections=(won,)), FACTS)
    words = words_of(said.thread[0])
    assert "Deal Value Owner Closed Northwind $85,000 Ann Berg 30 Nov 2026" in words
    assert "• Northwind: $85,000 · Ann Berg · 30 Nov 2026" in said.thread[0].text
    csv = said.files[0].content.decode("utf-8-sig")
    assert "Northwind,D-17,Northwind AG,Ann Berg,85000,2026-11-30" in csv


def test_what_is_no_day_stays_as_it_is() -> None:
    grid = Grid("Odd", ("Deal", "Closed"), ((Cell("A"), Cell("2026-02-31")),))
    odd = SectionReport("wins", "Wins", "", details=(grid,))
    said = say_digest(replace(REPORT, sections=(odd,)), FACTS)
    assert "2026-02-31" in words_of(said.thread[0])
