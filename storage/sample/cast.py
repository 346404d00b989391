"""Who works at the sample company. Every name is invented; every address is at example.com."""

from dataclasses import dataclass

from storage.naming import fold_name

COMPANY = "Lanternworks"


@dataclass(frozen=True)
class Member:
    """One person of the sample company.

    Attributes:
        days_here: Since how many days before today; None for longer than the two years told.
        left_days_ago: For who has left; None for everybody still there.
        skill: Multiplies the chance to move a deal on.
        pace: Multiplies the number of deals.
    """

    name: str
    email: str
    role: str
    team: str | None
    region: str | None
    days_here: int | None = None
    left_days_ago: int | None = None
    skill: float = 1.0
    pace: float = 1.0

    @property
    def name_key(self) -> str:
        """The name as it is compared."""
        return fold_name(self.name)


def _rep(
    name: str,
    email: str,
    team: str,
    *,
    skill: float = 1.0,
    days_here: int | None = None,
    left: int | None = None,
) -> Member:
    ramping = days_here is not None
    return Member(
        name,
        f"{email}@example.com",
        "rep",
        team,
        REGION_OF_TEAM[team],
        days_here=days_here,
        left_days_ago=left,
        skill=0.8 if ramping else skill,
        pace=0.55 if ramping else 1.0,
    )


REGION_OF_TEAM = {"Pacific": "West", "Heartland": "Central", "Atlantic": "East"}
"""Teams and regions have different names, so that one word means one thing."""

ADMINISTRATOR = Member("Morgan Ellery", "morgan.ellery@example.com", "administrator", None, None)
"""Leads sales and looks after the bot."""

MANAGERS = (
    Member("Dana Whitlock", "dana.whitlock@example.com", "manager", "Pacific", "West"),
    Member("Rafael Osei", "rafael.osei@example.com", "manager", "Heartland", "Central"),
    Member("Ingrid Solberg", "ingrid.solberg@example.com", "manager", "Atlantic", "East"),
)
MANAGER = MANAGERS[0]

REPS = (
    _rep("Aoife Brennan", "aoife.brennan", "Pacific", skill=1.06),
    _rep("Mateus Corrêa", "mateus.correa", "Pacific"),
    _rep("Hana Kimura", "hana.kimura", "Pacific", skill=1.03),
    _rep("Gideon Pryce", "gideon.pryce", "Pacific", skill=0.94),
    _rep("Zoë Lindqvist", "zoe.lindqvist", "Pacific", days_here=75),
    _rep("Samir Qureshi", "samir.qureshi", "Pacific", left=130),
    _rep("Priya Raman", "priya.raman", "Heartland", skill=1.08),
    _rep("Tomasz Wilk", "tomasz.wilk", "Heartland"),
    _rep("Beatrix Holm", "beatrix.holm", "Heartland", skill=0.97),
    _rep("Kofi Mensah", "kofi.mensah", "Heartland", skill=1.02),
    _rep("Chloe Marchetti", "chloe.marchetti", "Heartland", skill=0.92),
    _rep("Elias Brandt", "elias.brandt", "Heartland", days_here=110),
    _rep("Noor Haddad", "noor.haddad", "Atlantic", skill=1.05),
    _rep("Luca Ferrante", "luca.ferrante", "Atlantic"),
    _rep("Fatima Zahrani", "fatima.zahrani", "Atlantic", skill=1.01),
    _rep("Yuki Tanabe", "yuki.tanabe", "Atlantic", skill=0.96),
    _rep("Lena Vogt", "lena.vogt", "Atlantic", skill=0.99),
    _rep("Declan O’Rourke", "declan.orourke", "Atlantic", days_here=45),
)
REP = REPS[1]

STRANGER = Member("Casey Vane", "casey.vane@example.com", "stranger", None, None)
"""Is in Slack but not among the people salesbell knows: sees no numbers."""

_FIRST = (
    "Ada", "Bela", "Cyril", "Dora", "Emil", "Freya", "Gus", "Hilde", "Ivo", "Jana", "Kit", "Lou",
    "Mina", "Nils", "Orla", "Piet", "Rosa", "Sven", "Tove", "Uma",
)  # fmt: skip
_LAST = (
    "Abara", "Bellweather", "Castell", "Drummond", "Eklund", "Farrow", "Grantham", "Hollis",
    "Iversen", "Jansky", "Keller", "Larkspur", "Moreau", "Novak", "Oakes", "Pemberton", "Quill",
    "Rosling", "Sayer", "Thorne",
)  # fmt: skip
MOST_REPS = 300
_TEAM_SIZE = 10


def cast_people(deals: int) -> list[Member]:
    """The leader, then each manager with the reps below; more teams for a company with more deals.

    A rep handles about 110 deals in two years, until there are 300 reps.
    """
    reps = max(len(REPS), min(MOST_REPS, deals // 110))
    people = [ADMINISTRATOR, *MANAGERS, *REPS]
    teams = list(REGION_OF_TEAM)
    for added, number in enumerate(range(len(REPS), reps)):
        if added % _TEAM_SIZE == 0:
            base = teams[(added // _TEAM_SIZE) % 3]
            team = f"{base} {added // _TEAM_SIZE // 3 + 2}"
            people.append(_extra(number + 400, "manager", team, REGION_OF_TEAM[base]))
        people.append(_extra(number, "rep", team, REGION_OF_TEAM[base]))
    return people


def _extra(number: int, role: str, team: str, region: str) -> Member:
    first, last = _FIRST[number % 20], _LAST[(number // 20 + number) % 20]
    more = "" if number < 400 else f"-{_LAST[(number // 7) % 20]}"
    skill = 0.92 + (number * 7 % 17) / 100
    name = f"{first} {last}{more}"
    address = f"{first}.{last}{more}.{number}@example.com".lower()
    return Member(name, address, role, team, region, skill=skill)
