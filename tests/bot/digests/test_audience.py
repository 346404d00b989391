"""Who reads what is sent to a channel, and that it shows only what all of them may see."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient

from bot.access import RepsSee, make_asker
from bot.demo import list_users
from bot.digests.administrators import Administrators
from bot.digests.audience import Audience, Audiences, join_readers, narrow_scope
from bot.digests.press import look_over
from bot.digests.roster import MANY, SlackBusy
from metrics.scope import Scope
from storage.digests import DigestPlan
from storage.people import PersonRow
from storage.problem import Problem
from tests.bot.digests.conftest import MONDAY, SATURDAY, Desk

ROLES = ("rep", "manager", "administrator")


def make_people(managers: Sequence[int | None], roles: Sequence[str]) -> list[PersonRow]:
    return [
        PersonRow(number, f"P{number}", f"p{number}@example.com", None, role, manager, None, True)
        for number, (manager, role) in enumerate(zip(managers, roles, strict=True), start=1)
    ]


@st.composite
def companies(draw: st.DrawFn) -> list[PersonRow]:
    size = draw(st.integers(1, 9))
    above = [draw(st.none() | st.integers(1, size)) for _ in range(size)]
    return make_people(above, [draw(st.sampled_from(ROLES)) for _ in range(size)])


@given(data=st.data(), people=companies(), reps_see=st.sampled_from(("own", "team", "everything")))
def test_a_channel_sees_exactly_what_each_of_its_readers_sees(
    data: st.DataObject, people: list[PersonRow], reps_see: RepsSee
) -> None:
    readers = data.draw(st.lists(st.sampled_from(people), min_size=1, unique_by=lambda p: p.id))
    askers = [make_asker(row, row.role, people, reps_see=reps_see) for row in readers]
    ids = frozenset(row.id for row in people)
    seen = frozenset.intersection(
        *(ids if a.scope.people is None else a.scope.people for a in askers)
    )
    if not seen:
        with pytest.raises(Problem, match="nothing that everybody in it may see"):
            join_readers("C1", askers, [])
        return
    scope = join_readers("C1", askers, []).scope
    assert (ids if scope.people is None else scope.people) == seen
    assert scope.people is not None or all(a.scope.people is None for a in askers)


@given(data=st.data(), people=companies())
def test_whose_numbers_it_tells_never_widens_what_is_seen(
    data: st.DataObject, people: list[PersonRow]
) -> None:
    reader, about = (data.draw(st.sampled_from(people)) for _ in range(2))
    whose = data.draw(st.sampled_from(("visible", "own", "team", "person")))
    asker = make_asker(reader, reader.role, people)
    plan = DigestPlan("N", "team", whose, about.id, (), (), (), "", "UTC", False, "U1")
    try:
        scope = narrow_scope(plan, asker, people)
    except Problem:
        return
    assert asker.scope.people is None or scope.people is not None
    if asker.scope.people is not None and scope.people is not None:
        assert scope.people <= asker.scope.people
    own = frozenset({about.id})
    try:
        both = look_over(Audience(asker, 1), Scope(own, "P")).scope
    except Problem:
        return
    assert both.people is not None
    assert both.people <= own


def find(desk: Desk, recipient: str) -> Audience:
    return Audiences(desk.roster, desk.numbers).find(recipient, desk.clock.now())


def test_one_who_may_see_nothing_is_enough(desk: Desk) -> None:
    channel = desk.lead_channel()
    assert find(desk, channel).scope.label.startswith("Dana Whitlock's team")
    assert find(desk, channel).readers == 2
    desk.clock.move_to(MONDAY)
    desk.slack.admin.add_member(channel, desk.stranger)
    with pytest.raises(Problem, match="not everybody there may see numbers") as caught:
        find(desk, channel)
    assert "Casey Vane" in caught.value.why


def test_who_was_deactivated_reads_nothing_and_does_not_count(desk: Desk) -> None:
    channel = desk.lead_channel()
    desk.slack.admin.add_member(channel, desk.stranger)
    desk.slack.admin.deactivate(desk.stranger)
    assert find(desk, channel).readers == 2


def test_where_all_see_everything_so_does_the_channel(desk: Desk) -> None:
    channel = desk.lead_channel()
    desk.slack.admin.remove_member(channel, desk.manager)
    assert find(desk, channel).scope.people is None


@pytest.mark.parametrize(
    ("recipient", "reference"),
    [("C0NOWHERE", "digest-channel"), ("U0NOBODY", "digest-recipient-gone")],
)
def test_a_place_that_is_not_there_is_said(desk: Desk, recipient: str, reference: str) -> None:
    with pytest.raises(Problem) as caught:
        find(desk, recipient)
    assert caught.value.reference == reference


def test_a_person_who_left_is_said(desk: Desk) -> None:
    desk.slack.admin.deactivate(desk.rep)
    with pytest.raises(Problem, match="can't read it any more"):
        find(desk, desk.rep)


def test_without_the_scope_it_is_said_how_to_get_it(desk: Desk) -> None:
    desk.slack.installation.take_scopes(["channels:read", "groups:read"])
    with pytest.raises(Problem) as caught:
        find(desk, "C00000002")
    assert "manifest.yml" in caught.value.fix


def test_while_slack_says_slow_down_an_answer_of_the_last_hour_counts(desk: Desk) -> None:
    channel = desk.lead_channel()
    find(desk, channel)
    desk.slack.faults.set("conversations.members", "rate_limit:20", times=None)
    desk.clock.move_to(SATURDAY + timedelta(minutes=30))
    assert find(desk, channel).readers == 2
    desk.roster.forget_channel(channel)
    with pytest.raises(SlackBusy):
        find(desk, channel)


def test_an_answer_older_than_an_hour_does_not_count(desk: Desk) -> None:
    channel = desk.lead_channel()
    find(desk, channel)
    desk.slack.faults.set("conversations.members", "rate_limit:20", times=None)
    desk.clock.move_to(MONDAY)
    with pytest.raises(SlackBusy):
        find(desk, channel)


def test_many_members_are_looked_up_page_by_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    ask = WebClient.api_call

    def count(client: WebClient, method: str, **given: Any) -> Any:
        calls.append(method)
        return ask(client, method, **given)

    monkeypatch.setattr(WebClient, "api_call", count)
    everybody = tuple(user.id for user in list_users())
    assert len(desk.roster.find_profiles(everybody[:MANY])) == len(everybody)
    assert set(calls) == {"users.info"}
    desk.make()
    calls.clear()
    monkeypatch.setattr("bot.digests.roster.MANY", 5)
    profiles = desk.roster.find_profiles(everybody)
    assert [profile.user for profile in profiles] == list(everybody)
    assert calls == ["users.list"]


def test_members_are_read_to_the_last_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = set(desk.roster.find_members("C00000001"))
    monkeypatch.setattr("bot.digests.roster._PAGE", 1)
    desk.make()
    assert set(desk.roster.find_members("C00000001")) == everybody
    assert len(everybody) > 3 * 5


def test_an_admin_of_slack_who_uses_the_bot_is_an_administrator_to_be_told(desk: Desk) -> None:
    found = Administrators(desk.roster, desk.numbers, desk.clock, lambda: ["U0BOSS"]).find()
    assert found == [desk.administrator, "U0BOSS"]
    for method in ("users.lookupByEmail", "users.info"):
        desk.slack.faults.set(method, "rate_limit:60", times=None)
    desk.make()
    desk.pass_an_hour()
    assert Administrators(desk.roster, desk.numbers, desk.clock).find() == []
    desk.numbers.link_slack_user(desk.person_id("Morgan Ellery"), desk.administrator)
    assert Administrators(desk.roster, desk.numbers, desk.clock).find() == [desk.administrator]
