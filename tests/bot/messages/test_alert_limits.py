"""No number of groups and no name in them brings an alert near a limit of Slack's, or lets it act.

The window behind "Why?" is looked at here, too.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages.alert import say_alert
from bot.messages.alert_facts import AlertFacts
from bot.messages.alert_notes import say_note, say_over
from bot.messages.alert_window import EVENTS, Event, show_why
from bot.messages.message import Message, Native
from bot.messages.origins import Late
from bot.messages.repeat import say_repeat
from metrics.alerts.recovery import Recovery
from metrics.alerts.report import AlertReport, Cause, Driver, GroupReport
from tests.bot.messages.alert_samples import (
    ANN,
    CALLING,
    FACTS,
    MAX,
    OVER,
    SENT,
    SNOOZED,
    WHOLE,
    WINDOW,
    fire,
)
from tests.bot.messages.digest_samples import trend_chart
from tests.bot.messages.samples import HOSTILE
from tests.bot.messages.slack_exam import pass_exam, pass_view_exam, read_out, walk
from tests.bot.messages.test_digest_limits import NASTY

FULL = replace(
    SNOOZED,
    zone="America/Argentina/ComodRivadavia",
    mentions=(ANN, MAX) * 30 + (HOSTILE,),
    late=Late(SENT - timedelta(days=1), HOSTILE),
    set_up_by=MAX,
)


def huge(words: str, many: int = 300) -> AlertReport:
    group = GroupReport(words, words, words, words, date(2026, 11, 20))
    return AlertReport(
        rule=words,
        watches=words,
        headline=words * 4,
        period=WINDOW,
        scope=words,
        groups=(group,) * many,
        chart=trend_chart(),
        cause=Cause(words, words * 4, (Driver(words, words * 3),) * many, (words,) * many, words),
        look_first=(words * 2,) * many,
        restated=words * 4,
        blind=words * 4,
        data_as_of=SENT,
        computed=(words,) * 20,
    )


def end(words: str) -> Recovery:
    day = date(2026, 11, 20)
    return Recovery(words * 4, day, day + timedelta(days=9), (words * 2,) * 300, trend_chart())


def list_messages(
    report: AlertReport, facts: AlertFacts, recovery: Recovery, news: str
) -> list[Message]:
    over = replace(facts, standing=replace(facts.standing, over=recovery))
    said, note = say_alert(report, facts), say_note(report, facts, news)
    shown = say_alert(report, over).main
    told = [said.main, *said.thread, note.main, *note.thread, shown]
    return [*told, say_over(report, recovery, over)]


def look_at(message: Message) -> None:
    for one in (message, say_repeat(message)):
        pass_exam(one, mentions=(ANN, MAX))
        assert len(one.lay_out(native=False)) <= 46, "50 are cut in silence"
    others = [piece for piece in message.blocks if isinstance(piece, dict)]
    assert sum(len(t["text"]) for t in walk(others) if isinstance(t.get("text"), str)) <= 24_000
    assert sum(isinstance(piece, Native) for piece in message.blocks) <= 1


@pytest.mark.parametrize("words", NASTY, ids=range(len(NASTY)))
def test_an_alert_with_such_names_stays_far_below_every_limit(words: str) -> None:
    for message in list_messages(huge(words), FULL, end(words), words):
        look_at(message)
    events = [Event(SENT, words, words * 3)] * 300
    pass_view_exam(show_why(huge(words), FULL, events))


def test_the_foot_and_who_is_called_are_in_the_text_whatever_stands_between() -> None:
    facts = replace(CALLING, set_up_by=MAX)
    report = replace(huge("&" * 200), headline="It is low", computed=WHOLE.computed)
    text = say_alert(replace(report, scope=WHOLE.scope), facts).main.text
    assert len(text.encode()) <= 4_000
    for words in (
        f"<@{ANN}> <@{MAX}>",
        "more lines",
        f"Set up by <@{MAX}>.",
        "the newest data came just before this was sent",
    ):
        assert words in text


def test_the_window_shows_all_that_is_behind_an_alert_and_its_newest_history() -> None:
    events = [
        Event(SENT - timedelta(days=day), "Ann Berg" if day % 2 else "", f"step {day}")
        for day in range(30)
    ]
    view = show_why(fire(17), CALLING, events)
    pass_view_exam(view)
    words = read_out(view["blocks"])
    for part in (
        "Alert: Win rate by rep",
        "Yuki Sato 2 12 %",
        "Rollout 12 of Northwind Traders",
        "How it is computed",
        "Wilson's bound",
        "What has happened so far",
        "22 Nov 2026 09:00  · Ann Berg · step 1",
        f"and {30 - EVENTS} more",
    ):
        assert part in words
    assert "step 20" not in words
    assert "What has happened" not in read_out(show_why(WHOLE, OVER, [])["blocks"])


texts = st.one_of(st.text(max_size=200), st.sampled_from(NASTY))
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
groups = st.builds(GroupReport, texts, texts, texts, texts, days)
causes = st.builds(
    Cause, texts, texts, st.lists(st.builds(Driver, texts, texts), max_size=6).map(tuple),
    st.lists(texts, max_size=8).map(tuple), texts,
)  # fmt: skip
reports = st.builds(
    AlertReport, texts, texts, texts, st.just(WINDOW), texts,
    st.lists(groups, max_size=8).map(tuple), st.sampled_from([None, trend_chart()]),
    st.one_of(st.none(), causes), st.lists(texts, max_size=7).map(tuple), texts, texts,
    st.sampled_from([None, SENT]), st.lists(texts, max_size=4).map(tuple),
)  # fmt: skip
recoveries = st.builds(Recovery, texts, days, days, st.lists(texts, max_size=8).map(tuple))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(reports, st.sampled_from([FACTS, FULL]), recoveries, texts)
def test_no_alert_whatever_breaks_a_limit_or_acts(
    report: AlertReport, facts: AlertFacts, recovery: Recovery, news: str
) -> None:
    for message in list_messages(report, facts, recovery, news):
        look_at(message)
    pass_view_exam(show_why(report, facts, [Event(SENT, news, news)]))


def test_more_of_a_list_than_finds_room_is_counted() -> None:
    assert WHOLE.cause is not None
    deals = tuple(f"{number} {'D' * 250}" for number in range(40))
    view = show_why(replace(WHOLE, cause=replace(WHOLE.cause, deals=deals)), OVER, [])
    words = read_out(view["blocks"])
    assert f"and {40 - sum(f' {number} D' in words for number in range(40))} more" in words
