"""An alert as people get it: what it says, in which order, with which buttons."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.messages import actions
from bot.messages.alert import say_alert
from bot.messages.alert_facts import AlertFacts, Standing
from bot.messages.alert_notes import say_note, say_over
from bot.messages.message import Message
from bot.messages.origins import Late
from bot.messages.outgoing import Outgoing
from bot.messages.repeat import REPEAT, say_repeat
from metrics.alerts.recovery import freeze_recovery, thaw_recovery
from metrics.alerts.report import AlertReport, freeze_alert, thaw_alert
from tests.bot.messages.alert_samples import (
    ACKNOWLEDGED,
    ANN,
    CALLING,
    DEALS,
    FACTS,
    KEY,
    MAX,
    OVER,
    RECOVERY,
    SENT,
    SNOOZED,
    WHOLE,
    fire,
)
from tests.bot.messages.slack_exam import pass_exam, plainly, read_out, values_of, walk

CASES = {
    "firing": FACTS,
    "calling": CALLING,
    "acknowledged": ACKNOWLEDGED,
    "snoozed": SNOOZED,
    "over": OVER,
    "late": replace(FACTS, late=Late(SENT - timedelta(hours=2), "no way")),
    "first in a channel": replace(FACTS, set_up_by=MAX),
}


def lay(message: Message) -> list[dict[str, Any]]:
    return message.lay_out(["F0EXAMPLE1"] * len(message.pictures))


def words_of(message: Message) -> str:
    return read_out(lay(message))


def people_of(message: Message) -> list[str]:
    return [thing["user_id"] for thing in walk(lay(message)) if thing.get("type") == "user"]


def choices_of(message: Message) -> dict[str, str]:
    """What the menu offers, and what each choice carries."""
    (menu,) = (thing for thing in walk(lay(message)) if thing.get("type") == "static_select")
    assert menu["action_id"] == actions.ALERT_SNOOZE
    return {one["text"]["text"]: one["value"] for one in menu["options"]}


@pytest.mark.parametrize("facts", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("report", [WHOLE, fire(3), fire(400)], ids=["whole", "few", "many"])
def test_every_alert_is_within_slacks_limits(report: AlertReport, facts: AlertFacts) -> None:
    said = say_alert(report, facts)
    note = say_note(report, facts, "much worse")
    over = say_over(report, RECOVERY, facts)
    for message in (said.main, *said.thread, note.main, *note.thread, over):
        pass_exam(message, mentions=(ANN, MAX))
        pass_exam(say_repeat(message), mentions=(ANN, MAX))


def test_the_point_comes_first_then_how_sure_why_what_to_look_at_and_how_it_was_computed() -> None:
    words = words_of(say_alert(WHOLE, FACTS).main)
    order = (
        "Alert: Enterprise conversion", "Win rate of Enterprise, below 20 % over 28 days",
        "Firing", "like this since 20 Nov 2026", "Win rate is 10 %, surely below 20 %",
        "9 of 90, surely between 5 and 18 %", "Most of it is Enterprise", "won 8 of 40",
        "Deals behind it", "Look first", "In the thread: the 12 deals behind it",
        "Computed for Dana Fox's team",
    )  # fmt: skip
    places = [words.index(one) for one in order]
    assert places == sorted(places)


def test_the_text_beside_the_blocks_says_everything_by_itself() -> None:
    text = plainly(say_alert(WHOLE, CALLING).main.text)
    for words in (
        "Alert: Enterprise conversion\n",
        "Firing · like this since 20 Nov 2026 · for <@U0ANN> <@U0MAX>\n"
        "Win rate is 10 %, surely below 20 %\n9 of 90, surely between 5 and 18 %\n",
        "Why: Most of it is Enterprise, which wins less: 2.9 of the 4.2 points. "
        "Held against the 28 days before.",
        "• Enterprise: won 8 of 40, before that 18 of 45: −2.9 points",
        "• Ask Ann Berg about Northwind Traders: 5 of them are hers.",
        "the newest data was 3 h old when this was sent",
    ):
        assert words in text


def test_each_group_stands_on_a_line_and_what_finds_no_room_is_a_table_in_the_thread() -> None:
    few, many = say_alert(fire(5), FACTS), say_alert(fire(17), FACTS)
    assert "Ann Berg 5 % : 0 of 40, surely below 18 % · since 20 Nov" in words_of(few.main)
    assert "more in the thread" not in words_of(few.main).partition("Why")[0]
    assert "Group" not in " ".join(map(words_of, few.thread))
    assert "and 12 more in the thread" in words_of(many.main)
    assert "all 17 that fire" in words_of(many.main)
    (table,) = (one for one in walk(lay(many.thread[0])) if one.get("type") == "table")
    assert len(table["rows"]) == 18
    assert table["column_settings"][1]["align"] == "right"


def test_more_groups_than_a_table_takes_are_counted() -> None:
    said = say_alert(fire(400), FACTS)
    (table,) = (one for one in walk(lay(said.thread[0])) if one.get("type") == "table")
    shown = len(table["rows"]) - 2
    assert table["rows"][-1][0]["text"] == f"and {400 - shown} more"
    assert "and 395 more in the thread" in words_of(said.main)


def test_deals_stand_in_the_thread_only_where_the_message_has_no_room_for_them() -> None:
    assert WHOLE.cause is not None
    cause = replace(WHOLE.cause, deals=DEALS[:3])
    assert say_alert(replace(WHOLE, cause=cause), FACTS).thread == ()
    (thread,) = say_alert(WHOLE, FACTS).thread
    assert all(deal in words_of(thread) for deal in DEALS)


def test_a_firing_alert_can_be_acknowledged_snoozed_asked_about_changed_and_judged() -> None:
    main = say_alert(WHOLE, FACTS).main
    carried = f'{{"key":"{KEY}"}}'
    assert values_of(lay(main)) == {
        actions.ALERT_ACKNOWLEDGE: carried,
        actions.ALERT_WHY: carried,
        actions.ALERT_CHANGE: '{"id":"7"}',
        actions.ALERT_NOT_USEFUL: carried,
    }
    choices = choices_of(main)
    assert [*choices] == ["For 4 hours", "Until the next working day", "For a week"]
    assert [json.loads(value) for value in choices.values()] == [
        {"key": KEY, "for": code} for code in ("hours", "day", "week")
    ]


def test_a_key_as_long_as_keys_get_still_fits_every_choice() -> None:
    assert len(choices_of(say_alert(WHOLE, replace(SNOOZED, key="k" * 100)).main)) == 4


def test_an_acknowledged_alert_names_who_looks_after_it_and_can_be_taken_back() -> None:
    said = say_alert(WHOLE, replace(ACKNOWLEDGED, mentions=(MAX,))).main
    assert "Acknowledged" in words_of(said)
    assert people_of(said) == [ANN], "nobody else is called any more"
    assert f"Acknowledged by <@{ANN}> · like this since 20 Nov 2026\n" in said.text
    assert actions.ALERT_TAKE_BACK in values_of(lay(said))
    assert actions.ALERT_ACKNOWLEDGE not in values_of(lay(said))


def test_a_snoozed_alert_says_until_when_in_its_zone_and_can_be_woken() -> None:
    said = say_alert(WHOLE, SNOOZED).main
    until = "Snoozed until Tue 24 Nov 2026, 09:00 (Europe/Berlin)"
    assert until in words_of(said)
    assert f"{until} by <@{MAX}>" in said.text
    assert next(iter(choices_of(said))) == "Tell me again from now on"


def test_an_alert_that_is_over_says_so_first_strikes_what_was_told_and_calls_nobody() -> None:
    said = say_alert(WHOLE, replace(OVER, mentions=(MAX,))).main
    words = words_of(said)
    assert words.startswith("Over: Enterprise conversion")
    assert "Over since 2 Dec 2026" in words
    assert "lasted 12 days, from 20 Nov 2026" in words
    assert "Win rate is 24 %, surely back above 20 % for 2 days" in words
    struck = [one["text"] for one in walk(lay(said)) if one.get("style") == {"strike": True}]
    assert struck == [WHOLE.headline]
    assert "Look first" not in words
    assert people_of(said) == []
    assert {*values_of(lay(said))} == {
        actions.ALERT_WHY, actions.ALERT_CHANGE, actions.ALERT_NOT_USEFUL
    }  # fmt: skip
    assert said.text.startswith("Over: Enterprise conversion\n")
    assert "Deals behind it" not in words


def test_an_alert_that_is_over_keeps_its_chart_only_where_no_other_shows_the_way_back() -> None:
    assert say_alert(WHOLE, OVER).main.pictures == ()
    short = replace(RECOVERY, chart=None)
    (kept,) = say_alert(WHOLE, replace(OVER, standing=Standing(over=short))).main.pictures
    assert kept.key == WHOLE.chart


def test_an_alert_that_nobody_watches_any_more_says_why_and_offers_nothing_to_do() -> None:
    facts = replace(CALLING, standing=Standing(ANN, closed="its rule was paused"))
    said = say_alert(WHOLE, facts).main
    pass_exam(said)
    assert said.text.startswith("Closed: Enterprise conversion\n")
    assert "Closed : its rule was paused" in words_of(said)
    assert people_of(said) == []
    assert actions.ALERT_ACKNOWLEDGE not in values_of(lay(said))
    assert actions.ALERT_WHY in values_of(lay(said))
    assert "Look first" not in words_of(said)


def test_only_slack_users_are_called_and_nobody_twice() -> None:
    facts = replace(FACTS, mentions=(ANN, "!channel", "S0TEAM", ANN, "U0 MAX", ""), set_up_by="@x")
    said = say_alert(replace(WHOLE, headline="<!channel> <@U0MAX> *now*"), facts).main
    pass_exam(said, mentions=(ANN,))
    assert people_of(said) == [ANN]
    assert said.text.count("<@") == 1
    assert "&lt;!channel&gt; &lt;@U0MAX&gt; *now*" in said.text


def test_what_was_changed_by_an_import_and_what_cannot_be_seen_is_said() -> None:
    blind = "since 20 Nov nothing can be said of Enterprise: no data"
    restated = "the 23 % of last week is now 21 %: 14 deals more are dated into it"
    said = say_alert(replace(WHOLE, blind=blind, restated=restated), FACTS).main
    for words in ("Since 20 Nov nothing can be said", "The 23 % of last week is now 21 %"):
        assert words in words_of(said)
        assert words in plainly(said.text)


def test_an_alert_without_cause_groups_chart_and_data_is_short() -> None:
    bare = replace(
        WHOLE, groups=(), chart=None, cause=None, look_first=(), data_as_of=None, computed=()
    )
    said = say_alert(bare, replace(FACTS, rule_id=0))
    pass_exam(said.main)
    assert said.thread == ()
    assert "Firing" in words_of(said.main)
    assert "no data imported yet" in said.main.text
    assert actions.ALERT_CHANGE not in values_of(lay(said.main))


def test_a_note_says_what_is_new_and_has_no_buttons() -> None:
    note = say_note(fire(9), CALLING, "more groups fire")
    words = words_of(note.main)
    assert words.startswith("More groups fire  ·  Win rate by rep  ·  for")
    assert people_of(note.main) == [ANN, MAX]
    assert values_of(lay(note.main)) == {}
    assert "all 9 that fire" in words
    assert len(note.thread) >= 1


def test_the_word_that_it_is_over_is_complete_by_itself() -> None:
    recovery = replace(RECOVERY, groups=tuple(f"Rep {n}: 24 %, 24 of 100" for n in range(9)))
    said = say_over(WHOLE, recovery, FACTS)
    for words in (
        "Over: Enterprise conversion · lasted 12 days, from 20 Nov 2026",
        "Win rate is 24 %, surely back above 20 % for 2 days",
        "• Rep 4: 24 %, 24 of 100\n• and 4 more\n",
        "Win rate of Enterprise, below 20 %",
        "Computed for Dana Fox's team",
    ):
        assert words in plainly(said.text)
    assert len(said.pictures) == 1
    short = replace(RECOVERY, until=RECOVERY.since)
    assert "lasted less than a day" in say_over(WHOLE, short, FACTS).text


def test_a_message_that_may_be_a_repeat_says_so_above_everything() -> None:
    said = say_repeat(say_alert(WHOLE, FACTS).main)
    assert words_of(said).startswith(REPEAT)
    assert said.text.startswith(REPEAT)
    assert say_repeat(Message("x" * 4_000)).lay_out() == []


def test_a_frozen_alert_says_the_same_when_it_is_thawed() -> None:
    def all_of(said: Outgoing) -> list[object]:
        return [
            (lay(one), one.text, [p.key for p in one.pictures]) for one in (said.main, *said.thread)
        ]

    again = thaw_alert(freeze_alert(fire(9)))
    assert all_of(say_alert(again, OVER)) == all_of(say_alert(fire(9), OVER))
    assert thaw_recovery(freeze_recovery(RECOVERY)) == RECOVERY


def test_equal_charts_have_equal_keys_and_are_drawn_when_needed() -> None:
    other_words = replace(WHOLE, headline="Win rate is low")
    (one,), (other,) = (say_alert(report, FACTS).main.pictures for report in (WHOLE, other_words))
    assert one.key == other.key
    assert one.draw().startswith(b"\x89PNG")
