"""Whose a goal is, in words and by right: everybody, a team or a person. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words_pieces import Everyone, Mine, MyTeam, Only, People
from bot.commands.words_text import quote_shortly, write_name
from bot.commands.words_who import write_person
from metrics.goals import is_within
from storage.goals import GoalPlan
from storage.problem import Problem


@dataclass(frozen=True)
class Holder:
    """A person, a team, or with neither everybody."""

    owner_id: int | None = None
    team: str | None = None


EVERYBODY = Holder()


def find_holder(meaning: object, asker: Asker, vocabulary: Vocabulary) -> Holder:
    """The holder that a piece of the text means.

    Raises:
        Problem: when it is nobody that goals are held by.
    """
    match meaning:
        case Everyone():
            return EVERYBODY
        case Mine():
            return Holder(_find_self(asker))
        case MyTeam():
            return Holder(team=find_own_team(asker, vocabulary))
        case Only("team", (str(team), *_)):
            return Holder(team=team)
        case People(ids) if len(ids) == 1:
            return Holder(next(iter(ids)))
        case People(ids, named):
            return Holder(team=_find_team(ids, vocabulary, quote_shortly(named)))
    raise Problem(
        "goal-holder",
        what="Goals are held by everybody, a team or a person.",
        fix="Name one of them.",
    )


def choose_holder(asker: Asker, vocabulary: Vocabulary) -> Holder:
    """Whose goal it is when nobody is named: as far as the one who sets it may reach."""
    if asker.role == "administrator":
        return EVERYBODY
    return Holder(team=find_own_team(asker, vocabulary))


def find_own_team(asker: Asker, vocabulary: Vocabulary) -> str:
    """The name of the team below somebody. Raises Problem when it has none, or several."""
    return _find_team(asker.team, vocabulary, "your team")


def may_set_goals(asker: Asker) -> bool:
    """Whether somebody may set any goal at all."""
    return asker.role in ("administrator", "manager")


def may_set(asker: Asker, goal: GoalPlan | Holder, vocabulary: Vocabulary) -> bool:
    """Administrators set every goal, managers those of their teams and of their people."""
    if asker.role == "administrator":
        return True
    teams = read_teams(vocabulary)
    return asker.role == "manager" and is_within(goal.owner_id, goal.team, teams, asker.team)


def check_may_set(asker: Asker, goal: GoalPlan | Holder, vocabulary: Vocabulary) -> None:
    """Refuse what somebody may not set. Raises Problem."""
    if not may_set_goals(asker):
        raise refuse_goals()
    if goal.owner_id is not None and goal.owner_id not in vocabulary.people:
        raise Problem(
            "goal-of-nobody",
            what="I don't know whose goal that is.",
            why="The person is not in the people file any more.",
            fix="Name somebody else. The goals there are: /sales goal",
        )
    if not may_set(asker, goal, vocabulary):
        raise Problem(
            "goal-not-yours",
            what=f"I can't let you set a goal for {name_holder(goal, vocabulary)}.",
            why="Managers set goals for their own team and its people.",
            fix="Name your team or somebody in it, or ask an administrator.",
        )


def refuse_goals() -> Problem:
    """What somebody is told who may set no goal."""
    return Problem(
        "goals-not-yours",
        what="I can't set that goal for you.",
        why="Goals are set by managers and administrators.",
        fix="Ask your manager. To see your own goals: /sales goal",
    )


def name_holder(goal: GoalPlan | Holder, vocabulary: Vocabulary) -> str:
    """A holder as people read it."""
    if goal.owner_id is not None:
        row = vocabulary.people.get(goal.owner_id)
        return row.name if row else "somebody who is gone"
    return "everybody" if goal.team is None else f"team {goal.team}"


def write_holder(goal: GoalPlan | Holder, vocabulary: Vocabulary) -> str:
    """A holder as it is typed, so that it is read back as the same."""
    if goal.owner_id is not None and goal.owner_id in vocabulary.people:
        row = vocabulary.people[goal.owner_id]
        same = [one for one in vocabulary.people.values() if one.name == row.name]
        if len(same) > 1 and row.email:
            return row.email
        return write_person(vocabulary, goal.owner_id)
    return "everybody" if goal.team is None else f"team:{write_name(goal.team)}"


def read_teams(vocabulary: Vocabulary) -> Mapping[int, str | None]:
    """The team of each person."""
    return {id_: row.team for id_, row in vocabulary.people.items()}


def list_teams(vocabulary: Vocabulary, asker: Asker) -> list[str]:
    """The teams that somebody may set goals for."""
    names = sorted({row.team for row in vocabulary.people.values() if row.team})
    return [name for name in names if may_set(asker, Holder(team=name), vocabulary)]


def _find_team(ids: Iterable[int], vocabulary: Vocabulary, said: str) -> str:
    """The one team that all of these people are in."""
    names = {row.team for id_ in ids if (row := vocabulary.people.get(id_)) and row.team}
    if len(names) == 1:
        return names.pop()
    known = sorted(name for name in names if name)
    raise Problem(
        "goal-team",
        what=f"I don't know which team's goal {said} means.",
        why="Teams are those of the people file; these people are in "
        + (f"{len(known)} of them." if known else "none."),
        fix="Name the team, or one person.",
        suggestions=tuple(f"team:{write_name(name)}" for name in known[:5]),
    )


def _find_self(asker: Asker) -> int:
    if asker.person_id is None:
        raise Problem(
            "not-in-people",
            what="I don't know which deals are yours.",
            why="Your address is not in the people file.",
            fix="Name everybody, a team or a person.",
        )
    return asker.person_id
