"""A deal's life as rows of the tables deals, deal_changes and leads, in the databases' own words.

Days are ISO text and ids are numbers, so that a million rows go in without being converted one by
one. Nothing here talks to a database.
"""

from collections.abc import Iterator
from datetime import date

from storage.sample import market
from storage.sample.company import HISTORY_DAYS, Company, count_deals_by_day
from storage.sample.life import Life, Storyteller

Row = tuple[object, ...]

DEAL_COLUMNS = (
    "workspace_id", "id", "key", "name", "status", "stage_id", "owner_id", "account_id",
    "product_id", "amount_minor", "currency", "value_minor", "created_on", "expected_close_on",
    "closed_on", "stage_entered_on", "last_activity_on", "source", "lost_reason", "lead_key",
    "batch_id",
)  # fmt: skip
CHANGE_COLUMNS = (
    "workspace_id", "id", "deal_id", "at", "on", "field", "old", "new", "batch_id",
)  # fmt: skip
LEAD_COLUMNS = (
    "workspace_id", "id", "key", "name", "company", "email", "status", "source", "segment",
    "industry", "region", "owner_id", "account_id", "created_on", "batch_id",
)  # fmt: skip

_LEADS_THAT_STAYED_LEADS = 0.75
"""For each deal."""
_HOURS = tuple(f"{14 + number // 60:02d}:{number % 60:02d}:00.000000" for number in range(240))
"""In the afternoon in UTC, so that the day is the same one in most zones."""


def tell_lives(company: Company) -> Iterator[Life]:
    """All deals' lives, by the day of creation."""
    storyteller, number = Storyteller(company), 0
    for day, count in count_deals_by_day(company):
        for _ in range(count):
            number += 1
            yield storyteller.tell(number, day)


class RowWriter:
    """Turns lives into rows, counting up the ids of changes and leads."""

    def __init__(self, company: Company, workspace_id: int, batch_id: int, *, zoned: bool) -> None:
        """`zoned` is True where the database wants an instant's zone beside it."""
        self._company = company
        self._workspace_id = workspace_id
        self._batch_id = batch_id
        self._first = company.start - 60
        self._days = [
            date.fromordinal(day).isoformat()
            for day in range(self._first, company.today + HISTORY_DAYS)
        ]
        self._zone = "+00" if zoned else ""
        self.leads = 0
        self.changes = 0

    def say_day(self, day: int) -> str:
        """A day as ISO text."""
        place = day - self._first
        if 0 <= place < len(self._days):
            return self._days[place]
        return date.fromordinal(day).isoformat()

    def write_leads(self, life: Life) -> list[Row]:
        """The lead a deal came from, and those of its time that never became one."""
        random, rows = self._company.lead_random, []
        if life.lead is not None:
            created = max(self._company.start, life.created - int(random.random() * 25))
            rows.append(self._lead(created, life.owner, life.account, life.source, "Converted"))
            life.lead = self.leads
        if random.random() < _LEADS_THAT_STAYED_LEADS:
            age = self._company.today - life.created
            status = "Unqualified" if age > 90 or random.random() < 0.4 else "Working"
            account = int(random.random() * len(self._company.accounts))
            source = market.SOURCES[int(random.random() * len(market.SOURCES))][0]
            rows.append(self._lead(life.created, life.owner, account, source, status))
        return rows

    def _lead(
        self, created: int, owner: int | None, account: int | None, source: str | None, status: str
    ) -> Row:
        self.leads += 1
        number = self.leads
        company = None if account is None else self._company.accounts[account]
        return (
            self._workspace_id, number, f"L-{number:07d}", f"Contact {number}",
            company.name if company else None, f"contact.{number}@example.com", status, source,
            market.SEGMENTS[company.segment][0] if company and company.told else None,
            company.industry if company else None, company.region if company else None,
            _id(owner), _id(account), self.say_day(created), self._batch_id,
        )  # fmt: skip

    def write_deal(self, life: Life) -> Row:
        """The deal as it is today."""
        say, number = self.say_day, life.number
        closed = None if life.closed is None else say(life.closed)
        return (
            self._workspace_id, number, f"D-{number:07d}", life.name, life.status, life.stage + 1,
            _id(life.owner), _id(life.account), _id(life.product), life.amount,
            None if life.amount is None else life.currency, life.value,
            None if number % 251 == 7 else say(life.created),
            None if life.expected is None else say(life.expected), closed,
            None if number % 67 == 3 else say(life.stage_entered), say(life.last_activity),
            life.source, life.lost_reason,
            None if life.lead is None else f"L-{life.lead:07d}", self._batch_id,
        )  # fmt: skip

    def write_changes(self, life: Life) -> list[Row]:
        """What changed, in the order it happened."""
        rows: list[Row] = []
        for on, field, old, new in sorted(life.changes, key=_day_of):
            self.changes += 1
            number = self.changes
            day = self.say_day(on)
            at = f"{day} {_HOURS[number * 7 % 240]}{self._zone}"
            rows.append(
                (self._workspace_id, number, life.number, at, day, field, old, new, self._batch_id)
            )
        return rows


def _day_of(change: tuple[int, str, str | None, str | None]) -> int:
    return change[0]


def _id(place: int | None) -> int | None:
    return None if place is None else place + 1
