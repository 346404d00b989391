"""Who asks, and what may they see: a Slack user is matched to a person by e-mail address."""

from collections.abc import Iterable, Sequence
from typing import Literal

from bot.asker import Asker
from bot.profile import Profile
from metrics.scope import Scope
from storage.people import PersonRow
from storage.problem import Problem

RepsSee = Literal["own", "team", "everything"]
"""The most that a rep of this company may see."""


def identify(profile: Profile, people: Sequence[PersonRow], reps_see: RepsSee = "own") -> Asker:
    """The asker behind a Slack profile, with what they may see.

    Raises:
        Problem: for guests and people of other companies, and when nobody who works here has
            this address; it shows no number.
    """
    if profile.is_outsider:
        raise _outside()
    person = find_by_email(profile.email, people)
    if person is None and not profile.is_administrator:
        raise _unknown(profile)
    role = "administrator" if profile.is_administrator or person is None else person.role
    return make_asker(person, role, people, name=profile.name, reps_see=reps_see)


def make_asker(
    person: PersonRow | None,
    role: str,
    people: Sequence[PersonRow],
    name: str = "",
    reps_see: RepsSee = "own",
) -> Asker:
    """A person with the scope of a role: own deals, the team below, or everything.

    A rep sees own deals, or as much more as the company lets them: see `find_colleagues`.
    """
    team = frozenset(find_team(person.id, people)) if person else frozenset()
    if role == "administrator":
        scope = Scope.everything()
    elif person is None:
        raise ValueError("only an administrator may be nobody in the people table")
    elif role == "manager":
        scope = Scope(team, f"{person.name}'s team ({count_people(team)})")
    else:
        scope = Scope(frozenset({person.id}), f"{person.name}'s own deals")
        if reps_see != "own":
            colleagues = find_colleagues(person, people)
            team, scope = colleagues.people or team, colleagues
        if reps_see == "everything":
            scope = Scope.everything()
    return Asker(
        person_id=person.id if person else None,
        name=person.name if person else name,
        role=role,
        scope=scope,
        team=team,
    )


def find_colleagues(person: PersonRow, people: Sequence[PersonRow]) -> Scope:
    """The team that somebody is in: those with the same manager, and the manager.

    Not the teams below those colleagues, nor the manager's other managers' teams. Without a
    manager it is everybody of the same team's name; without that, nobody but themselves.
    """
    manager = next((row for row in people if row.id == person.manager_id), None)
    if manager is not None:
        found = {row.id for row in people if row.manager_id == manager.id} | {manager.id}
        whole = found == find_team(manager.id, people)
        name = f"{manager.name}'s {'' if whole else 'direct '}team"
    else:
        found = {row.id for row in people if row.team and row.team == person.team}
        name = f"team {person.team}"
    if len(found | {person.id}) == 1:
        return Scope(frozenset({person.id}), f"{person.name}'s own deals")
    return Scope(frozenset(found), f"{name} ({count_people(found)})")


def count_people(people: Iterable[int]) -> str:
    """So many people, in words."""
    count = len(set(people))
    return "1 person" if count == 1 else f"{count} people"


def find_by_email(email: str | None, people: Iterable[PersonRow]) -> PersonRow | None:
    """The one active person with this address; None when there is none, or more than one."""
    wanted = _fold_address(email)
    if not wanted:
        return None
    found = [row for row in people if row.active and _fold_address(row.email) == wanted]
    return found[0] if len(found) == 1 else None


def _fold_address(email: str | None) -> str:
    return (email or "").strip().lower()


def find_team(manager_id: int, people: Sequence[PersonRow]) -> set[int]:
    """Ids of everybody below a manager, at any depth, and the manager; loops end."""
    below: dict[int, list[int]] = {}
    for row in people:
        if row.manager_id is not None:
            below.setdefault(row.manager_id, []).append(row.id)
    team, waiting = {manager_id}, [manager_id]
    while waiting:
        for person_id in below.get(waiting.pop(), []):
            if person_id not in team:
                team.add(person_id)
                waiting.append(person_id)
    return team


def _outside() -> Problem:
    return Problem(
        "outside-workspace",
        what="I can't show you numbers.",
        why="I answer full members of this workspace, not guests or people of other companies.",
        fix="Ask a colleague of this workspace to share the answer with you.",
    )


def _unknown(profile: Profile) -> Problem:
    if profile.email is None:
        return Problem(
            "unknown-address",
            what="I can't show you numbers yet.",
            why="I know people by their e-mail address, and Slack does not tell me yours.",
            fix="Check that your address is confirmed in Slack. Whoever runs salesbell finds out "
            "more with: salesbell doctor",
        )
    return Problem(
        "unknown-person",
        what="I can't show you numbers yet.",
        why="I know people by their e-mail address, and yours is not among the sales people.",
        fix=f"Ask an administrator to add {profile.email} to the people file and import it: "
        "salesbell import people people.csv",
    )
