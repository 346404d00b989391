"""What people plan is checked, looked at beforehand, and told of weekly."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.access import make_asker
from bot.answering.client import make_delivering_client
from bot.digests.desk import DigestDesk
from bot.digests.rendering import render_digest
from bot.digests.roster import Roster
from bot.digests.weekly import WeeklyLine
from metrics.schedule_slots import next_slot
from metrics.schedule_words import read_schedule
from metrics.scope import Scope
from storage.digests import Due, add_digest
from storage.due_digests import align_due
from storage.outbox import put_in
from storage.problem import Problem
from storage.sample import MANAGER, REP
from tests.bot.digests.conftest import MONDAY, SATURDAY, Desk, later


def open_desk(desk: Desk) -> DigestDesk:
    client = make_delivering_client(desk.server.bot_token, desk.server.api_url)
    return DigestDesk(desk.numbers, client, desk.clock, desk.team)


def test_a_sound_plan_has_no_fault(desk: Desk) -> None:
    asker = make_asker(None, "administrator", [])
    assert open_desk(desk).find_faults(desk.plan(), asker, SATURDAY) == []


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("name", {"name": " "}, "needs a name"),
        ("kind", {"kind": "teem"}, "leader, team, personal, own"),
        ("sections", {"sections": ("figurs",)}, "figurs"),
        ("sections", {"sections": ()}, "nothing to say"),
        ("sections", {"questions": ("win rate",)}, "no section that answers"),
        ("questions", {"questions": ("win raet",), "sections": ("questions",)}, "win raet"),
        ("zone", {"zone": "Europe/Brlin"}, "Brlin"),
        ("schedule", {"schedule": "hourly"}, "hourly"),
        ("person_id", {"whose": "team", "person_id": 999}, "not among the sales people"),
        ("person_id", {"whose": "sombody"}, "visible, own, team, person"),
        ("recipients", {"recipients": ()}, "nobody yet"),
        ("recipients", {"recipients": ("C00000003",)}, "/invite"),
        ("recipients", {"recipients": ("C0NOWHERE",)}, "can't see channel"),
        ("recipients", {"recipients": ("U0NOBODY",)}, "no user U0NOBODY"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_at_its_field_with_its_mend(
    desk: Desk, field: str, changes: dict[str, object], words: str
) -> None:
    asker = make_asker(None, "administrator", [])
    plan = replace(desk.plan(), **changes)  # type: ignore[arg-type]  # each as its field wants it
    (fault,) = open_desk(desk).find_faults(plan, asker, SATURDAY)
    assert fault.field == field
    assert words in f"{fault.problem.what} {fault.problem.why} {fault.problem.fix}"
    assert fault.problem.fix


def test_nobody_orders_what_they_may_not_see(desk: Desk) -> None:
    people = desk.numbers.read_people(SATURDAY)
    rep = next(row for row in people if row.name == REP.name)
    plan = replace(desk.plan(), whose="team", person_id=desk.person_id(MANAGER.name))
    narrow = replace(plan, whose="person")
    asker = make_asker(rep, "rep", people)
    (fault,) = open_desk(desk).find_faults(narrow, asker, SATURDAY)
    assert fault.field == "person_id"


def test_whoever_looks_over_a_shoulder_sees_no_more_than_their_own(desk: Desk) -> None:
    plan, people = desk.plan(), desk.numbers.read_people(SATURDAY)
    rep = next(row for row in people if row.name == REP.name)
    own = make_asker(rep, "rep", people).scope
    sheet = open_desk(desk).make(plan, desk.manager, SATURDAY, within=own)
    assert "all you may see of it" in sheet.report.scope
    with pytest.raises(Problem, match="can't show you this digest"):
        open_desk(desk).make(plan, desk.manager, SATURDAY, within=Scope(frozenset({9999}), "x"))


def test_the_first_one_says_who_set_it_up_and_the_second_one_does_not(desk: Desk) -> None:
    desk.add(desk.lead_channel())
    desk.work(MONDAY)
    desk.work(later(days=7))
    said = [render_digest(row, row.due_at).main.text for row in desk.deliveries()]
    assert [f"Set up by <@{desk.manager}>" in text for text in said] == [True, False]


def test_a_late_one_says_when_it_was_due_and_why_it_comes_late(desk: Desk) -> None:
    desk.add()
    desk.work(later(hours=2))
    (row,) = desk.deliveries()
    text = render_digest(row, later(hours=2)).main.text
    assert "Due Monday 09:00, sent 11:00: salesbell was not running" in text
    assert "Due Monday" not in render_digest(row, MONDAY).main.text


def test_many_channels_are_looked_up_before_they_are_due(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.digests.due.MANY", 0)
    desk.add(desk.lead_channel())
    desk.clock.move_to(MONDAY - timedelta(minutes=50))
    assert desk.digester.read_ahead(desk.clock.now())
    for method in ("conversations.members", "users.info", "users.list"):
        desk.slack.faults.set(method, "rate_limit:600", times=None)
    assert desk.work(MONDAY) == {"waiting": 1}
    monkeypatch.setattr(Roster, "read_ahead", lambda *_: pytest.fail("it is not due for days"))
    assert desk.digester.read_ahead(desk.clock.now())


def test_a_zone_whose_rules_changed_keeps_the_wall_time(desk: Desk) -> None:
    digest = desk.add()
    align_due(desk.engine, 1, digest, MONDAY + timedelta(hours=1))  # as older rules had it
    assert desk.digest().next_due_at == later(hours=1)
    desk.digester.align()
    assert desk.digest().next_due_at == MONDAY
    assert desk.work(MONDAY) == {"waiting": 1}


def test_what_older_rules_had_earlier_waits_for_its_wall_time(desk: Desk) -> None:
    digest = desk.add()
    align_due(desk.engine, 1, digest, MONDAY - timedelta(hours=1))
    assert desk.work(MONDAY - timedelta(hours=1)) == {}
    assert desk.deliveries() == []
    assert desk.work(MONDAY) == {"waiting": 1}


class TestWeeklyLine:
    def make(self, desk: Desk) -> WeeklyLine:
        return WeeklyLine(desk.numbers, lambda: [desk.administrator])

    def test_is_told_on_mondays_once_for_all_processes(self, desk: Desk) -> None:
        desk.add()
        desk.work(MONDAY)
        (row,) = desk.deliveries()
        with desk.engine.begin() as connection:
            put_in(connection, 1, replace(row, key="x"), MONDAY, outcome="delivered")
            put_in(connection, 1, replace(row, key="y"), MONDAY, outcome="failed")
        line = self.make(desk)
        assert line.work(later(days=7, hours=-2)) == 0
        assert line.work(later(days=7)) == 1
        assert line.work(later(days=7, hours=1)) == 0
        assert self.make(desk).work(later(days=7, hours=2)) == 0
        (notice,) = desk.deliveries("notice")
        assert notice.key == f"notice:week:2026-W48:{desk.administrator}"
        (words,) = desk.notices()[desk.administrator]
        assert "1 digest sent, 1 failed, 0 skipped" in words
        assert "days" in words
        assert "salesbell deliveries" in words

    def test_is_not_told_where_nobody_has_digests(self, desk: Desk) -> None:
        assert self.make(desk).work(MONDAY) == 0

    def test_is_told_on_mondays_alone(self, desk: Desk) -> None:
        zone = ZoneInfo("Europe/Berlin")
        slot = next_slot(read_schedule("every Monday 09:00", zone), SATURDAY)
        add_digest(desk.engine, 1, desk.plan(), Due(slot.wall, slot.due_at), SATURDAY)
        assert self.make(desk).work(later(days=9)) == 0
        assert self.make(desk).work(later(days=14)) == 1
