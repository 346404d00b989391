"""Who sees what: matched by e-mail, own deals, the team below, or everything."""

import pytest

from bot.access import find_team, identify
from bot.profile import Profile
from storage.people import PersonRow
from storage.problem import Problem


def person(
    id: int,  # noqa: A002 - the row's own name
    name: str,
    role: str = "rep",
    manager: int | None = None,
    active: bool = True,
) -> PersonRow:
    email = f"{name.lower()}@example.com"
    return PersonRow(id, name, email, None, role, manager, None, active)


PEOPLE = [
    person(1, "Olga", "administrator"),
    person(2, "Max", "manager", 1),
    person(3, "Mia", "manager", 2),
    person(4, "Rob", manager=3),
    person(5, "Ria", manager=2),
    person(6, "Gone", manager=2, active=False),
]


def profile(name: str, **marks: bool) -> Profile:
    return Profile(
        user=f"U{name.upper()}",
        name=name,
        email=f"{name.lower()}@example.com",
        is_administrator=marks.get("admin", False),
        is_outsider=marks.get("outsider", False),
    )


def test_a_rep_sees_own_deals() -> None:
    assert identify(profile("Rob"), PEOPLE).scope.people == frozenset({4})


def test_a_manager_sees_the_team_at_any_depth_and_those_who_left() -> None:
    assert identify(profile("Max"), PEOPLE).scope.people == frozenset({2, 3, 4, 5, 6})


def test_a_manager_of_managers_deals_are_not_seen_from_below() -> None:
    assert identify(profile("Mia"), PEOPLE).scope.people == frozenset({3, 4})


def test_for_whom_it_was_computed_is_said_in_words() -> None:
    labels = [identify(profile(name), PEOPLE).scope.label for name in ("Rob", "Mia")]
    assert labels == ["Rob's own deals", "Mia's team (2 people)"]
    alone = identify(profile("Mia"), [person(3, "Mia", "manager")])
    assert alone.scope.label == "Mia's team (1 person)"


def test_an_administrator_sees_everything_deals_without_owner_included() -> None:
    assert identify(profile("Olga"), PEOPLE).scope.people is None


def test_an_admin_of_the_slack_workspace_needs_no_row_in_the_people_table() -> None:
    asker = identify(profile("Stranger", admin=True), PEOPLE)
    assert asker.scope.people is None
    assert asker.person_id is None


@pytest.mark.parametrize("name", ["Stranger", "Gone"])
def test_somebody_unknown_or_gone_sees_no_number_and_is_told_how_to_be_linked(name: str) -> None:
    with pytest.raises(Problem) as caught:
        identify(profile(name), PEOPLE)
    assert "salesbell import people" in caught.value.fix
    assert f"{name.lower()}@example.com" in caught.value.fix


def test_an_outsider_with_a_matching_address_sees_nothing() -> None:
    with pytest.raises(Problem):
        identify(profile("Rob", outsider=True), PEOPLE)
    with pytest.raises(Problem):
        identify(profile("Olga", outsider=True, admin=True), PEOPLE)


def test_two_managers_who_manage_each_other_do_not_hang_anything() -> None:
    loop = [person(1, "A", "manager", 2), person(2, "B", "manager", 1)]
    assert find_team(1, loop) == {1, 2}


def test_an_address_of_two_people_is_nobodys() -> None:
    twins = [*PEOPLE, person(7, "Rob", manager=2)]
    with pytest.raises(Problem):
        identify(profile("Rob"), twins)


def test_an_address_that_somebody_left_behind_is_its_new_owners() -> None:
    after = [person(6, "Rob", active=False), *PEOPLE]
    assert identify(profile("Rob"), after).scope.people == frozenset({4})


def test_an_address_is_matched_without_case_and_blanks() -> None:
    odd = [PersonRow(9, "Rob", " Rob@Example.COM ", None, "rep", None, None, True)]
    assert identify(profile("Rob"), odd).scope.people == frozenset({9})


def test_without_an_address_nobody_is_anybody() -> None:
    nameless = [PersonRow(9, "Rob", "", None, "administrator", None, None, True)]
    with pytest.raises(Problem) as caught:
        identify(Profile("U1", "Rob", None, is_administrator=False, is_outsider=False), nameless)
    assert caught.value.reference == "unknown-address"


TEAMS = [
    person(1, "Olga", "administrator"),
    person(2, "Max", "manager", 1),
    person(3, "Mia", "manager", 2),
    person(4, "Rob", manager=2),
    person(5, "Ria", manager=2),
    person(6, "Kim", manager=3),
    PersonRow(7, "Lou", "lou@example.com", None, "rep", None, "North", True),
    PersonRow(8, "Lee", "lee@example.com", None, "rep", None, "North", True),
    person(9, "Solo"),
]


@pytest.mark.parametrize(
    ("name", "people", "label"),
    [
        ("Rob", {2, 3, 4, 5}, "Max's direct team (4 people)"),
        ("Kim", {3, 6}, "Mia's team (2 people)"),
        ("Lou", {7, 8}, "team North (2 people)"),
        ("Solo", {9}, "Solo's own deals"),
    ],
)
def test_where_reps_may_see_their_team_it_is_those_beside_them(
    name: str, people: set[int], label: str
) -> None:
    asker = identify(profile(name), TEAMS, "team")
    assert (asker.scope.people, asker.scope.label) == (frozenset(people), label)
    assert asker.team == frozenset(people)


def test_where_reps_may_see_everything_managers_still_see_their_team() -> None:
    assert identify(profile("Rob"), TEAMS, "everything").scope.people is None
    assert identify(profile("Mia"), TEAMS, "everything").scope.people == frozenset({3, 6})
    assert identify(profile("Rob"), TEAMS).scope.people == frozenset({4})
