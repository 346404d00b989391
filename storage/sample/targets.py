"""The sample's goals and spend: what was to be reached, and what winning customers cost."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from storage.importing.targets import write_goal_key
from storage.sample import market
from storage.sample.company import Company
from storage.sample.life import Life

QUARTERS_TOLD = 9


@dataclass
class Bookings:
    """What was won so far by each owner, in minor units; goals are set a little above it."""

    by_owner: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, life: Life) -> None:
        """Take a deal's value in when it was won."""
        if life.stage + 1 == market.WON_STAGE and life.value and life.owner is not None:
            self.by_owner[life.owner] += life.value


@dataclass(frozen=True)
class Target:
    """A goal: for a person (place), a team, or everybody when both are None."""

    metric: str
    start: date
    end: date
    owner: int | None
    team: str | None
    target: Decimal

    @property
    def key(self) -> str:
        """What it is known by: people are numbered by their places, from 1."""
        owner_id = None if self.owner is None else self.owner + 1
        return write_goal_key(self.metric, owner_id, self.team, self.start, self.end)


def list_quarters(today: date) -> list[tuple[date, date]]:
    """The quarters of the history, the running one and the next, as `[start, end)`."""
    number = today.year * 4 + (today.month - 1) // 3
    return [_quarter(n) for n in range(number - QUARTERS_TOLD + 1, number + 2)]


def _quarter(number: int) -> tuple[date, date]:
    following = number + 1
    return (
        date(number // 4, number % 4 * 3 + 1, 1),
        date(following // 4, following % 4 * 3 + 1, 1),
    )


def set_targets(company: Company, bookings: Bookings) -> list[Target]:
    """Goals for bookings by rep, team and company, and for the company's deals won."""
    step = 1_000 * company.count_minor(company.currency)
    sellers = company.owners
    everything = sum(bookings.by_owner.values()) or 50_000 * len(sellers) * 8 * step // 1_000
    usual = everything / len(sellers) / 8
    targets: list[Target] = []
    today = date.fromordinal(company.today)
    for start, end in list_quarters(today):
        growth = 1.12 + 0.015 * (start.year - today.year) * 4
        of_team: dict[str, Decimal] = defaultdict(Decimal)
        for place in sellers:
            person = company.people[place]
            if person.left_days_ago is not None and start.toordinal() > (
                company.today - person.left_days_ago
            ):
                continue
            if person.days_here is not None and end.toordinal() <= company.today - person.days_here:
                continue
            target = Decimal(max(1, round(usual * growth * person.pace / step)) * step)
            targets.append(Target("bookings", start, end, place, None, target))
            of_team[person.team or ""] += target
        targets += [Target("bookings", start, end, None, team, of_team[team]) for team in of_team]
        total = sum(of_team.values(), Decimal())
        targets.append(Target("bookings", start, end, None, None, total))
        won = Decimal(max(1, round(company.deals * 0.027)))
        targets.append(Target("deals_won", start, end, None, None, won))
    return targets


@dataclass(frozen=True)
class MonthlySpend:
    """What one source cost in one month, in minor units of the reporting currency."""

    start: date
    end: date
    source: str
    amount: int


def list_spend(company: Company) -> list[MonthlySpend]:
    """Spend by month and source; sources that cost nothing have no row."""
    scale = company.count_minor(company.currency) / company.dollars * max(1, company.deals / 2_000)
    today = date.fromordinal(company.today)
    number = today.year * 12 + today.month - 1
    rows = []
    for month in range(number - 23, number + 1):
        start = date(month // 12, month % 12 + 1, 1)
        end = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        for place, (source, _, cost, _) in enumerate(market.SOURCES):
            if cost:
                sway = 0.85 + (month * 7 + place * 3) % 11 * 0.03
                rows.append(MonthlySpend(start, end, source, round(cost * sway * scale)))
    return rows
