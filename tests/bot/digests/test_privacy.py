"""No cell of a digest lies outside what all of its readers may see, all the way from Slack."""

import json
import random
import re

import pytest
from sqlalchemy import String, cast, func, literal, select, update

from metrics.digests.sections import SECTIONS
from storage.sample import ADMINISTRATOR, MANAGERS, REPS
from storage.sample.cast import Member
from storage.tables import Deal, Person
from tests.bot.digests.conftest import MONDAY, Desk, later

CHANNEL = "C00000002"
WORKING = [member for member in REPS if member.left_days_ago is None]


def may_see(reader: Member, reps_see: str) -> set[str]:
    """The names whose deals somebody may see, by hand."""
    everybody = {member.name for member in (ADMINISTRATOR, *MANAGERS, *REPS)}
    team = {one.name for one in (*MANAGERS, *REPS) if one.team == reader.team}
    if reader.role == "administrator" or (reader.role == "rep" and reps_see == "everything"):
        return everybody
    return team if reader.role == "manager" or reps_see == "team" else {reader.name}


def mark_deals(desk: Desk) -> dict[int, str]:
    """Write into each deal's name whose it is; gives people by id."""
    with desk.engine.begin() as connection:
        owner = func.coalesce(Deal.owner_id, 0)
        marked = literal("Deal of owner-").concat(cast(owner, String)).concat("-end")
        connection.execute(update(Deal).values(name=marked, account_id=None))
        return {id_: name for id_, name in connection.execute(select(Person.id, Person.name))}  # noqa: C416 - a row is no pair for mypy


def choose_readers(chance: random.Random) -> list[Member]:
    everybody = [ADMINISTRATOR, *MANAGERS, *WORKING]
    team = chance.choice(MANAGERS).team
    among = chance.choice([everybody, [m for m in everybody if m.team in (team, None)]])
    return chance.sample(among, chance.randint(1, 3))


@pytest.mark.parametrize("reps_see", ["own", "team", "everything"])
def test_a_channels_digest_names_nobody_whom_not_all_of_its_readers_may_see(
    desk: Desk, reps_see: str
) -> None:
    desk.make(reps_see=reps_see)
    people = mark_deals(desk)
    names = set(people.values())
    chance = random.Random(f"readers of {reps_see}")  # noqa: S311 - a seed, no secret
    sections = tuple(name for name in SECTIONS if name != "questions")
    desk.add(CHANNEL, sections=sections, schedule="every day 09:00")
    sent = 0
    desk.work(MONDAY)  # what lies before is of no interest
    for day in range(1, 40):
        readers = choose_readers(chance)
        channel = desk.slack.channel_of(CHANNEL)
        desk.pass_an_hour()
        channel.people.clear()
        channel.people.update(desk.user(reader.name) for reader in readers)
        allowed = set.intersection(*(may_see(reader, reps_see) for reader in readers))
        done = desk.work(later(days=day))
        newest = desk.deliveries()[-1]
        assert done == ({"waiting": 1} if allowed else {"broken": 1}), (readers, newest.reason)
        if allowed:
            text = json.dumps(newest.content["report"], ensure_ascii=False)
            owners = {int(found) for found in re.findall(r"owner-(\d+)-end", text)}
            assert {people.get(owner, "nobody") for owner in owners} <= allowed
            said = {name for name in names if name in text}
            assert said <= allowed
            sent += bool(owners)
        if sent == 4:
            return
    pytest.fail("too few digests named a deal")
