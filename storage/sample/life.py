"""One deal's life, from its creation to today, with every change a CRM would have recorded."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from random import Random

from storage.sample import market
from storage.sample.company import Company

FALL_DAYS = 21
"""Since so many days the fallen segment hardly wins."""
BOTTLENECK_DAYS = 91

Change = tuple[int, str, str | None, str | None]
"""Day, field, old, new."""


@dataclass(slots=True)
class Life:
    """What the CRM knows of a deal today. Days are ordinals; places count from 0."""

    number: int
    created: int
    owner: int | None
    account: int | None
    product: int | None
    source: str | None
    stage: int
    stage_entered: int
    closed: int | None
    amount: int | None
    currency: str
    value: int | None
    expected: int | None
    last_activity: int
    lost_reason: str | None
    name: str
    lead: int | None
    changes: list[Change] = field(default_factory=list)

    @property
    def status(self) -> str:
        """open, won or lost."""
        return market.STAGES[self.stage][1]


class Storyteller:
    """Tells the lives of a company's deals one after the other; the order is part of the seed."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.random: Random = company.random
        self._stays = [stage[3] for stage in market.STAGES]
        self._chances = [stage[4] for stage in market.STAGES]
        self._fallen = [name for name, _, _ in market.SEGMENTS].index(market.FALLEN_SEGMENT)
        self._quarter_ends = _list_quarter_ends(company.start, company.today + 400)
        self._odd_names = list(market.ODD_NAMES)
        self._open = 0

    def tell(self, number: int, created: int) -> Life:
        """The life of the deal that was created on a day."""
        owner = self._draw_owner(created)
        account = self._draw_account(owner)
        product, list_price = self._draw_product()
        source, pull = self._draw_source()
        segment = self.company.accounts[account].segment
        skill = self.company.people[owner].skill * pull
        moves = self._walk(created, segment, skill)
        stage, entered = moves[-1]
        closed = entered if stage >= market.OPEN_STAGES else None
        life = Life(
            number, created, owner, account, product, source, stage, entered, closed,
            None, self.company.currency, None, None, entered, None, "", None,
        )  # fmt: skip
        for (before, _), (after, on) in pairwise(moves):
            life.changes.append((on, "stage", str(before + 1), str(after + 1)))
        self._plan_closing(life)
        self._price(life, moves, segment, list_price)
        self._hand_over(life)
        self._be_active(life)
        self._dirty(life)
        return life

    def _draw_owner(self, created: int) -> int:
        owners, people = self.company.owners, self.company.people
        while True:
            place = owners[int(self.random.random() * len(owners))]
            person = people[place]
            if person.days_here is not None and created < self.company.today - person.days_here:
                continue
            if person.left_days_ago is not None and (
                created >= self.company.today - person.left_days_ago
            ):
                continue
            if self.random.random() < person.pace:
                return place

    def _draw_account(self, owner: int) -> int:
        region = self.company.people[owner].region
        if region is None or self.random.random() < 0.04:
            return int(self.random.random() * len(self.company.accounts))
        places = self.company.accounts_of_region[region]
        return places[int(self.random.random() * len(places))]

    def _draw_product(self) -> tuple[int | None, int]:
        draw = self.random.random() * 1.02
        for place, (_, _, price, share) in enumerate(market.PRODUCTS):
            draw -= share
            if draw < 0:
                return place, price
        return None, 8_000

    def _draw_source(self) -> tuple[str | None, float]:
        draw = self.random.random()
        for name, share, _, pull in market.SOURCES:
            draw -= share
            if draw < 0:
                return name, pull
        return None, 1.0

    def _walk(self, created: int, segment: int, skill: float) -> list[tuple[int, int]]:
        """The stages the deal was in by today, each with the day it came there."""
        random, today = self.random.random, self.company.today
        stage, day = (1 if random() < 0.08 else 0), created
        moves = [(stage, day)]
        slow = 4.0 if random() < 0.03 else 1.0
        while True:
            day += self._stay(stage, day, slow)
            if day > today:
                return moves
            on = random() < self._chances[stage] * skill
            if on and stage == market.OPEN_STAGES - 1:
                day = self._pull_to_quarter_end(day)
                fell = segment == self._fallen and day > today - FALL_DAYS and random() < 0.85
                following = market.LOST_STAGE - 1 if fell else market.WON_STAGE - 1
            elif on:
                following = min(market.OPEN_STAGES - 1, stage + (2 if random() < 0.06 else 1))
            else:
                back = stage > 0 and random() < 0.05
                following = stage - 1 if back else market.LOST_STAGE - 1
                if not back and random() < 0.25:
                    day = self._clean_up_later(day)
            if day > today:
                return moves
            moves.append((following, day))
            stage = following
            if stage >= market.OPEN_STAGES:
                return moves

    def _stay(self, stage: int, day: int, slow: float) -> int:
        mean = self._stays[stage] * slow
        if stage == market.BOTTLENECK and day > self.company.today - BOTTLENECK_DAYS:
            mean *= 2.2
        # A least stay and a long tail, as queues have it.
        return int(1 + mean * 0.25 + self.random.expovariate(1 / (mean * 0.75)))

    def _pull_to_quarter_end(self, day: int) -> int:
        if self.random.random() < 0.5:
            end = self._quarter_ends[bisect_left(self._quarter_ends, day)]
            if end - day <= 34:
                return max(day, end - int(self.random.random() * 12))
        return day

    def _clean_up_later(self, day: int) -> int:
        """Losses are often admitted only when the new quarter has begun."""
        end = self._quarter_ends[bisect_left(self._quarter_ends, day)]
        return end + 1 + int(self.random.random() * 20) if end - day <= 40 else day

    def _plan_closing(self, life: Life) -> None:
        """The expected close date, and each time it was pushed."""
        random = self.random.random
        last = life.closed if life.closed is not None else self.company.today
        expected = self._round_day(life.created + 45 + int(random() * 95))
        while expected < last:
            on = expected - 4 + int(random() * 14)
            if on > last or on <= life.created or random() < 0.16:
                break
            later = self._round_day(max(expected, on) + 12 + int(random() * 50))
            life.changes.append((on, "expected_close_on", _iso(expected), _iso(later)))
            expected = later
        life.expected = expected

    def _round_day(self, day: int) -> int:
        """People plan for the end of a month."""
        if self.random.random() < 0.45:
            planned = date.fromordinal(day)
            following = date(planned.year + planned.month // 12, planned.month % 12 + 1, 1)
            return following.toordinal() - 1
        return day

    def _price(
        self, life: Life, moves: list[tuple[int, int]], segment: int, list_price: int
    ) -> None:
        """The amount, how it came about, and what it is in the reporting currency."""
        random, company = self.random.random, self.company
        usual = market.SEGMENTS[segment][2]
        dollars = (
            (usual * list_price / 9_000) ** 0.5
            * (usual**0.5)
            * self.random.lognormvariate(-0.12, 0.5)
        )
        life.currency = self._draw_currency(life.created)
        unit = market.DOLLARS_PER.get(life.currency, company.dollars)
        amount: int | None = max(1, round(dollars / unit / 50)) * 50
        amounts: list[tuple[int, int | None]] = [(life.created, amount)]
        if random() < 0.16:
            amounts[0] = (life.created, None)
            if len(moves) > 1 and moves[1][0] < market.OPEN_STAGES:
                amounts.append((moves[1][1], amount))
            else:
                amount = None
        for stage, on in moves[1:]:
            if stage in (2, 4) and amount is not None and random() < 0.28:
                factor = 0.85 + 0.12 * random() if stage == 4 else 0.8 + 0.55 * random()
                amount = max(1, round(amount * factor / 50)) * 50
                amounts.append((on, amount))
        self._record_amounts(life, amounts)

    def _record_amounts(self, life: Life, amounts: list[tuple[int, int | None]]) -> None:
        company, scale = self.company, self.company.count_minor(life.currency)
        day = life.closed if life.closed is not None else company.today
        told: list[tuple[int, int | None, int | None]] = []
        for on, amount in amounts:
            minor = None if amount is None else amount * scale
            value = None if minor is None else company.convert(minor, life.currency, day)
            told.append((on, minor, value))
        for (_, amount, value), (on, more, worth) in pairwise(told):
            if amount != more:  # a small discount on a small deal is rounded away
                life.changes.append((on, "amount", _text(amount), _text(more)))
            if value != worth:
                life.changes.append((on, "value", _text(value), _text(worth)))
        _, life.amount, life.value = told[-1]

    def _draw_currency(self, created: int) -> str:
        draw = self.random.random()
        for currency, share in market.FOREIGN:
            draw -= share
            if draw < 0:
                return currency
        return (
            market.UNRATED
            if draw > 0.912 and created > self.company.start
            else (self.company.currency)
        )

    def _hand_over(self, life: Life) -> None:
        """Who left hands the open deals over; now and then a deal changes hands anyway."""
        assert life.owner is not None  # noqa: S101 - drawn a moment ago; owners are lost later
        person = self.company.people[life.owner]
        last = life.closed if life.closed is not None else self.company.today
        if person.left_days_ago is not None:
            left = self.company.today - person.left_days_ago
            if last <= left or self.random.random() < 0.1:
                return
            on = left
        elif self.random.random() < 0.025 and last - life.created > 20:
            on = life.created + 10
        else:
            return
        heir = self._draw_owner(on)
        if heir != life.owner:
            life.changes.append((on, "owner", str(life.owner + 1), str(heir + 1)))
            life.owner = heir

    def _be_active(self, life: Life) -> None:
        random = self.random.random
        if life.closed is not None:
            life.last_activity = life.closed
            if life.status == "lost":
                life.lost_reason = market.LOST_REASONS[int(random() ** 1.5 * 5)]
            return
        quiet = 12 + random() * 70 if random() < 0.24 else self.random.expovariate(1 / 5)
        newest = max([life.stage_entered, *(change[0] for change in life.changes)])
        life.last_activity = max(newest, self.company.today - int(quiet))

    def _dirty(self, life: Life) -> None:
        """What people forget to fill in, mistype and paste."""
        draw, account = self.random.random(), self.company.accounts[life.account or 0]
        kind = market.DEAL_KINDS[int(self.random.random() * len(market.DEAL_KINDS))]
        life.name = f"{account.name} – {kind}"
        changed = {change[1] for change in life.changes}
        if draw < 0.008 and "owner" not in changed:
            life.owner = None
        elif draw < 0.03 and "expected_close_on" not in changed and life.closed is None:
            life.expected = None
        elif draw < 0.06:
            life.account = None
        elif draw < 0.07 and not changed & {"amount", "value"} and life.value is not None:
            life.amount = life.value = 0
        if self.random.random() < 0.3:
            life.lead = -1
        if life.closed is None:
            self._open += 1
            if self._odd_names and self._open % 9 == 4:
                life.name = self._odd_names.pop()


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _text(amount: int | None) -> str | None:
    return None if amount is None else str(amount)


def _list_quarter_ends(first: int, last: int) -> list[int]:
    ends = []
    for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
        ends += [
            date(year, 3, 31).toordinal(),
            date(year, 6, 30).toordinal(),
            date(year, 9, 30).toordinal(),
            date(year, 12, 31).toordinal(),
        ]
    return ends
