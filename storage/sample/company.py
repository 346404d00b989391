"""The sample company as planned: people, accounts, days and rates, before any deal has lived."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from babel.numbers import get_currency_precision

from storage.sample import market
from storage.sample.cast import Member, cast_people

HISTORY_DAYS = 730
_MOST_ACCOUNTS = 40_000
_SEASONS = (0.97, 1.0, 1.06, 1.04, 1.05, 1.0, 0.78, 0.66, 1.08, 1.12, 1.08, 0.8)
"""How busy each month is; summer and December are quiet."""


@dataclass(frozen=True)
class SampleAccount:
    """An account of the sample; `segment` is its place in `market.SEGMENTS` for the deals' story.

    `told` is False when the CRM has forgotten the segment.
    """

    name: str
    segment: int
    industry: str | None
    region: str
    employees: int | None
    told: bool
    parent: int | None = None


@dataclass
class Company:
    """Everything a deal's life needs to know. Days are proleptic ordinals (`date.toordinal`)."""

    today: int
    currency: str
    deals: int
    random: Random
    lead_random: Random
    """Of their own, so that the deals' lives do not depend on when their leads are written."""
    people: list[Member]
    accounts: list[SampleAccount]
    rates: dict[str, list[tuple[int, Decimal]]]
    """Of each foreign currency, by day, the oldest first."""
    accounts_of_region: dict[str, list[int]] = field(default_factory=dict)
    owners: list[int] = field(default_factory=list)
    """Places (from 0) of those who sell."""

    @property
    def start(self) -> int:
        """The first day of the history."""
        return self.today - HISTORY_DAYS

    @property
    def dollars(self) -> float:
        """How many US dollars one unit of the reporting currency is worth."""
        return market.DOLLARS_PER.get(self.currency, 1.0)

    def count_minor(self, currency: str) -> int:
        """How many minor units make one unit: 100 for dollars, 1 for yen."""
        return int(10 ** get_currency_precision(currency))

    def convert(self, amount_minor: int, currency: str, day: int) -> int | None:
        """The amount in the reporting currency at the newest rate of `day`; None without one."""
        if currency == self.currency:
            return amount_minor
        rates = [rate for on, rate in self.rates.get(currency, ()) if on <= day]
        if not rates:
            return None
        scale = Decimal(self.count_minor(self.currency)) / self.count_minor(currency)
        return int((amount_minor * rates[-1] * scale).to_integral_value("ROUND_HALF_UP"))

    def list_rates(self) -> list[tuple[str, date, Decimal]]:
        """Every rate with its currency and day."""
        return [
            (foreign, date.fromordinal(day), rate)
            for foreign, rates in self.rates.items()
            for day, rate in rates
        ]


def plan_company(deals: int, seed: int, today: date, currency: str) -> Company:
    """The same company for the same arguments, on every machine."""
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    people = cast_people(deals)
    accounts = _name_accounts(random, min(_MOST_ACCOUNTS, max(60, deals // 8)))
    company = Company(
        today=today.toordinal(),
        currency=currency,
        deals=deals,
        random=random,
        lead_random=Random(f"leads {seed}"),  # noqa: S311 - the same
        people=people,
        accounts=accounts,
        rates=_sway_rates(today, currency),
    )
    for region in market.REGIONS:
        company.accounts_of_region[region] = [
            place for place, account in enumerate(accounts) if account.region == region
        ]
    company.owners = [place for place, person in enumerate(people) if person.role == "rep"]
    return company


def count_deals_by_day(company: Company) -> list[tuple[int, int]]:
    """How many deals are created on each day: working days, seasons and slow growth."""
    days = range(company.start, company.today + 1)
    weights = [_weigh_day(date.fromordinal(day), day - company.start) for day in days]
    scale = company.deals / sum(weights)
    counts, owed = [], 0.0
    for day, weight in zip(days, weights, strict=True):
        owed += weight * scale
        counts.append((day, round(owed)))
        owed -= round(owed)
    missing = company.deals - sum(count for _, count in counts)
    busiest = max(range(len(counts)), key=lambda place: weights[place])
    counts[busiest] = (counts[busiest][0], counts[busiest][1] + missing)
    return counts


def _weigh_day(day: date, passed: int) -> float:
    if day.weekday() >= 5:
        return 0.03
    return _SEASONS[day.month - 1] * (1 + 0.25 * passed / HISTORY_DAYS)


def _sway_rates(today: date, currency: str) -> dict[str, list[tuple[int, Decimal]]]:
    base = market.DOLLARS_PER.get(currency, 1.0)
    rates: dict[str, list[tuple[int, Decimal]]] = {}
    for foreign, _ in market.FOREIGN:
        if foreign == currency:
            continue
        middle = market.DOLLARS_PER[foreign] / base
        days = [today - timedelta(days=back) for back in range(HISTORY_DAYS + 30, 0, -30)]
        rates[foreign] = [
            (day.toordinal(), Decimal(f"{middle * (1 + 0.03 * ((day.month * 5) % 7 - 3) / 3):.6f}"))
            for day in days
        ]
    return rates


def _name_accounts(random: Random, count: int) -> list[SampleAccount]:
    accounts = []
    trades, heads = len(market.NAME_TRADES), len(market.NAME_HEADS)
    for number in range(count):
        # Steps without a common divisor walk through all pairs before one comes again.
        pair = number * 37 % (heads * trades)
        head, trade = market.NAME_HEADS[pair // trades], market.NAME_TRADES[pair % trades]
        place = market.NAME_PLACES[number // (heads * trades) % len(market.NAME_PLACES)]
        rounds = number // (heads * trades * len(market.NAME_PLACES))
        form = market.NAME_FORMS[number * 5 % len(market.NAME_FORMS)]
        name = f"{head} {trade}{place}{f' {rounds + 1}' if rounds else ''}{form}"
        accounts.append(_draw_account(random, name, number))
    for number, odd in enumerate(market.ODD_ACCOUNTS):
        accounts[7 + number * 5] = _draw_account(random, odd, 0)
    return accounts


def _draw_account(random: Random, name: str, number: int) -> SampleAccount:
    draw = random.random()
    segment = 0 if draw < market.SEGMENTS[0][1] else 1 if draw < 1 - market.SEGMENTS[2][1] else 2
    industry = market.INDUSTRIES[int(random.random() ** 1.4 * len(market.INDUSTRIES))]
    region = market.REGIONS[int(random.random() * 3)]
    size = int((30, 400, 5_000)[segment] * (0.3 + random.random() * 1.6))
    parent = number // 40 * 40 if number % 40 == 11 else None
    return SampleAccount(
        name,
        segment,
        industry if random.random() > 0.03 else None,
        region,
        size if random.random() > 0.1 else None,
        random.random() > 0.04,
        parent,
    )
