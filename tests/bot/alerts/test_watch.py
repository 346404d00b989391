"""Rules are judged when newer data has come, and what they tell is put into the outbox once."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

import bot.alerts.watch
from bot.alerts.judging import judge_items
from bot.alerts.watchdog import PATIENCE, Watchdog
from bot.digests.weekly import WeeklyLine
from storage.alerts import change_rule, pause_rule, snooze_rule
from storage.imports import undo_import
from storage.sample import MANAGER, REP
from storage.tables import Person
from tests.bot.alerts.watching import Watch

DAY = date(2026, 11, 24)  # a Tuesday


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def test_a_rate_that_is_surely_below_its_line_is_told_once_to_each_recipient(watch: Watch) -> None:
    both = (watch.desk.administrator, watch.desk.lead_channel())
    rule = watch.add(recipients=both, owner=both[0])
    watch.close(DAY, won=2, lost=38)
    assert watch.work() == {"fired": 1}
    assert {row.recipient for row in watch.told()} == set(both)
    introduced = {row.recipient for row in watch.told() if row.content.get("introduces")}
    assert introduced == {both[1]}, "its owner knows who set it up"
    assert watch.phase(rule) == "firing"
    assert watch.work() == {}
    watch.deliver()
    watch.close(day(1), won=0, lost=1)
    assert watch.work() == {"fired": 1}
    assert len(watch.told()) == 2
    assert not watch.told("alert-note")


def test_what_could_be_chance_is_silent_and_says_how_much_is_missing(watch: Watch) -> None:
    rule = watch.add()
    watch.close(DAY, won=9, lost=52)
    assert watch.work() == {"unsure": 1}
    state = watch.states(rule)[""]
    assert (state.phase, state.figures["wanted"]) == ("not_enough", 97)
    assert not watch.told()


def test_nothing_moves_while_no_newer_data_comes(watch: Watch) -> None:
    watch.add()
    watch.close(DAY, won=20, lost=20)
    assert watch.work() == {"quiet": 1}
    for hours in (1, 24, 240):
        assert watch.work(watch.desk.clock.now() + timedelta(hours=hours)) == {}


def test_it_is_over_when_a_real_good_value_comes_after_a_firing_that_arrived(watch: Watch) -> None:
    rule = watch.add()
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.deliver()
    watch.close(day(1), won=40, lost=0)
    assert watch.work() == {"quiet": 1}
    (over,) = watch.told("alert-over")
    (first,) = watch.told()
    assert over.content["first"] == first.key
    (incident,) = watch.incidents(rule)
    assert (incident.ending, watch.phase(rule)) == ("over", "fine")
    assert [(one.old, one.new) for one in reversed(watch.changes(rule))] == [
        ("unknown", "firing"),
        ("firing", "fine"),
    ]


def test_the_end_of_what_nobody_was_told_of_is_not_told(watch: Watch) -> None:
    rule = watch.add()
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.deliver("failed")
    watch.close(day(1), won=40, lost=0)
    watch.work()
    assert not watch.told("alert-over")
    assert watch.incidents(rule)[0].ending == "untold"


def test_the_end_waits_for_a_first_message_that_is_on_its_way(watch: Watch) -> None:
    rule = watch.add()
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.close(day(1), won=40, lost=0)
    watch.work()
    assert not watch.told("alert-over")
    watch.deliver()
    watch.work(watch.desk.clock.now() + timedelta(minutes=2))
    assert len(watch.told("alert-over")) == 1
    assert watch.incidents(rule)[0].ending == "over"


def test_a_firing_that_never_arrived_is_told_anew_while_it_lasts(watch: Watch) -> None:
    rule = watch.add()
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.deliver("broken")
    watch.close(day(1), won=0, lost=1)
    watch.work()
    first, second = watch.told()
    assert first.key != second.key
    assert [one.ending for one in watch.incidents(rule)] == [None, "untold"]


def test_much_worse_is_a_note_in_the_thread(watch: Watch) -> None:
    watch.add(line=Decimal("0.5"), window_days=3)
    watch.close(DAY, won=14, lost=36)
    watch.work()
    watch.deliver()
    watch.close(day(3), won=0, lost=60)
    watch.work()
    (note,) = watch.told("alert-note")
    assert str(note.content["news"]).replace("\xa0", " ") == "Much worse: 0 %, told as 28 %"
    watch.deliver()
    watch.close(day(4), won=0, lost=1)
    watch.work()
    assert len(watch.told("alert-note")) == 1


def test_losing_sight_of_it_is_no_recovery(watch: Watch) -> None:
    rule = watch.add(window_days=3)
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.deliver()
    watch.close(day(5), won=1, lost=0)  # one of one, and nothing else in the window
    watch.work()
    watch.close(day(9), won=0, lost=1, segment="Other")
    watch.work()
    state = watch.states(rule)[""]
    assert (state.phase, state.blind) == ("firing", "no_data")
    assert not watch.told("alert-over")


def test_the_hold_counts_days_and_not_imports(watch: Watch) -> None:
    rule = watch.add(hold_days=2)
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.bring(DAY, won=0, lost=1)
    watch.work()
    assert watch.phase(rule) == "pending"
    assert not watch.told()
    watch.close(day(1), won=0, lost=1)
    watch.work()
    assert watch.phase(rule) == "firing"


def test_at_night_it_is_known_and_told_in_the_morning(watch: Watch) -> None:
    rule = watch.add(quiet_from=time(8), quiet_to=time(11))
    watch.close(DAY, won=2, lost=38)
    assert watch.work() == {"fired": 1}
    assert watch.phase(rule) == "firing"
    assert not watch.told()
    assert watch.work(watch.desk.clock.now() + timedelta(hours=1)) == {}
    assert watch.work(watch.desk.clock.now() + timedelta(hours=1)) == {"fired": 1}
    assert len(watch.told()) == 1


def test_a_snooze_silences_what_is_told_and_not_what_is_known(watch: Watch) -> None:
    rule = watch.add()
    until = datetime(2026, 11, 26, 12, tzinfo=UTC)
    snooze_rule(watch.desk.engine, 1, rule.id, until, watch.desk.manager)
    watch.close(DAY, won=2, lost=38)
    watch.work()
    assert watch.phase(rule) == "firing"
    assert not watch.told()
    watch.work(until + timedelta(minutes=1))
    assert len(watch.told()) == 1


def test_a_wider_alert_speaks_for_the_narrower_one_until_it_is_over(watch: Watch) -> None:
    wide = watch.add(name="Everybody", window_days=2)
    narrow = watch.add(name="By rep", words="win rate Planted by owner", window_days=9)
    watch.close(DAY, won=2, lost=38)
    watch.work()
    assert [row.title for row in watch.told()] == ["Everybody"]
    assert {one.phase for one in watch.states(narrow).values()} == {"firing"}
    watch.deliver()
    watch.close(day(2), won=3, lost=7)
    watch.work()
    assert watch.phase(wide) == "fine"
    assert [row.title for row in watch.told()] == ["Everybody", "By rep"]


def test_several_groups_are_one_message(watch: Watch) -> None:
    watch.add(words="win rate Planted by owner")
    watch.close(DAY, won=0, lost=30)
    watch.bring(DAY, won=2, lost=30, owner=MANAGER.name)
    watch.work()
    (row,) = watch.told()
    groups = [group["key"] for group in row.content["report"]["groups"]]
    assert groups == [REP.name, MANAGER.name], "the worst first"


def test_somebody_who_has_left_is_watched_no_more_and_not_said_to_be_over(watch: Watch) -> None:
    rule = watch.add(words="win rate Planted by owner")
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.deliver()
    with watch.desk.engine.begin() as connection:
        leaving = update(Person).where(Person.name == REP.name)
        connection.execute(leaving.values(left_on=day(1)))
    watch.close(day(1), won=0, lost=1)
    watch.work()
    assert watch.phase(rule, REP.name) == "unknown"
    assert not watch.told("alert-over")
    assert watch.incidents(rule)[0].ending == "changed"
    watch.work()
    assert watch.told("alert-closed")[0].content["closed"].startswith("its rule, or whom")
    watch.close(day(2), won=0, lost=40)
    watch.work()
    assert len(watch.told()) == 1


def test_a_rule_that_cannot_be_judged_tells_its_owner_and_mends_itself(watch: Watch) -> None:
    rule = watch.add(recipients=(watch.desk.stranger,))
    watch.close(DAY, won=2, lost=38)
    assert watch.work() == {"broken": 1}
    assert watch.rule(rule).state == "broken"
    told = watch.desk.notices()
    assert set(told) == {watch.desk.manager, watch.desk.administrator}
    assert "The alert Planted conversion is broken" in told[watch.desk.manager][0]
    watch.close(day(1), won=0, lost=1)
    watch.work()
    assert {user: len(lines) for user, lines in watch.desk.notices().items()} == dict.fromkeys(
        told, 1
    )
    row = watch.rule(rule)
    plan = replace(row.plan, recipients=(watch.desk.administrator,))
    change_rule(watch.desk.engine, 1, row, plan, watch.desk.clock.now())
    assert watch.work() == {"fired": 1}
    assert watch.rule(rule).state == "active"


def test_one_broken_rule_stops_no_other(watch: Watch) -> None:
    watch.add(name="Nobody's", recipients=(watch.desk.stranger,))
    watch.add()
    watch.close(DAY, won=2, lost=38)
    assert watch.work() == {"broken": 1, "fired": 1}
    assert len(watch.told()) == 1


def test_a_recipient_hears_of_what_they_may_see_alone(watch: Watch) -> None:
    rule = watch.add(recipients=(watch.desk.rep,))
    watch.close(DAY, won=2, lost=38, owner="")
    assert watch.work() == {"unsure": 1}
    assert watch.phase(rule) == "no_data"


def test_an_import_that_is_taken_back_judges_no_older_day(watch: Watch) -> None:
    rule = watch.add()
    watch.close(DAY, won=20, lost=20)
    watch.work()
    watch.desk.clock.move_to(watch.desk.clock.now() + timedelta(days=1))
    batch = watch.bring(day(1), won=0, lost=200)
    watch.work()
    assert watch.phase(rule) == "firing"
    undo_import(watch.desk.engine, 1, batch, watch.desk.clock.now())
    watch.work()
    assert watch.phase(rule) == "firing", "an older day says nothing"
    watch.close(day(2), won=20, lost=0)
    watch.work()
    assert watch.phase(rule) == "fine"


def test_two_processes_tell_it_once(watch: Watch) -> None:
    watch.add()
    watch.close(DAY, won=2, lost=38)
    now, done = watch.desk.clock.now(), Counter[str]()
    watchmen = [watch.make() for _ in range(3)]
    start = threading.Barrier(len(watchmen))

    def judge(index: int) -> None:
        start.wait()
        done.update(watchmen[index].work(now))

    threads = [threading.Thread(target=judge, args=(index,)) for index in range(len(watchmen))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == {"fired": 1}
    assert len(watch.told()) == 1


def test_a_rule_that_is_changed_while_it_is_judged_tells_nothing_of_the_old(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = watch.add()
    watch.close(DAY, won=2, lost=38)
    judge = judge_items

    def pause_meanwhile(*given: Any) -> object:
        pause_rule(watch.desk.engine, 1, rule.id, watch.desk.clock.now())
        return judge(*given)

    monkeypatch.setattr(bot.alerts.watch, "judge_items", pause_meanwhile)
    assert watch.work() == {"lost": 1}
    assert not watch.told()
    assert not watch.incidents(rule)


def test_the_age_of_the_data_is_told_when_no_newer_data_comes(watch: Watch) -> None:
    rule = watch.add(words="", metric="", kind="stale", line=Decimal(2), least=0)
    watch.close(DAY, won=1, lost=0)
    assert watch.work() == {"quiet": 1}
    assert watch.work(watch.desk.clock.now() + timedelta(days=1)) == {}
    assert watch.work(watch.desk.clock.now() + timedelta(days=1, minutes=1)) == {"fired": 1}
    assert len(watch.told()) == 1
    watch.deliver()
    watch.close(day(4), won=1, lost=0)
    watch.work()
    assert watch.phase(rule) == "fine"
    assert len(watch.told("alert-over")) == 1


def test_the_watchdog_barks_when_nobody_judges(watch: Watch) -> None:
    class Counted(type(watch.desk.clock)):  # type: ignore[misc]  # the clock's own class
        seconds = 0.0

        def count_seconds(self) -> float:
            return self.seconds

    clock = Counted(watch.desk.clock.now())
    administrator = watch.desk.administrator
    dog = Watchdog(watch.desk.numbers, clock, lambda: [administrator])
    watch.add()
    watch.close(DAY, won=2, lost=38)
    now = watch.desk.clock.now()
    assert dog.look(now) == 0
    clock.seconds = PATIENCE.total_seconds() + 1
    assert not dog.is_content()
    assert [dog.look(now), dog.look(now)] == [1, 0]
    assert "1 alert rule has not been judged" in watch.desk.notices()[administrator][0]
    watch.work()
    assert dog.look(now) == 0
    assert dog.is_content()


def test_administrators_are_told_weekly_how_alerts_fare(watch: Watch) -> None:
    watch.add()
    watch.add(name="Nobody's", recipients=(watch.desk.stranger,))
    watch.close(DAY, won=2, lost=38)
    watch.work()
    administrator = watch.desk.administrator
    weekly = WeeklyLine(watch.desk.numbers, lambda: [administrator])
    assert weekly.work(datetime(2026, 11, 30, 7, 30, tzinfo=UTC)) == 1
    (line,) = [one for one in watch.desk.notices()[administrator] if "Last week" in one]
    assert "2 alert rules, 2 checks, 1 fired, 0 over, 1 broken" in line
    assert "Broken now: Nobody's. See why with: /sales alert" in line
