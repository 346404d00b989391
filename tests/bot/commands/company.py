"""A small company to ask about: who works there, and what its deals are called."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.access import make_asker
from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from metrics.catalog import METRICS
from metrics.dimension import DIMENSIONS
from metrics.question import Setting
from storage.people import PersonRow

TODAY = date(2026, 11, 22)
SETTING = Setting(1, TODAY, ZoneInfo("Europe/Berlin"))


def _person(
    id_: int, name: str, role: str = "rep", manager: int | None = None, *, slack: bool = True
) -> PersonRow:
    address = f"{name.split(maxsplit=1)[0].lower()}{id_}@example.com"
    return PersonRow(
        id_, name, address, f"U{id_:03}X" if slack else None, role, manager, None, True
    )


PEOPLE = [
    _person(1, "Grace Okafor", "administrator"),
    _person(2, "Dana Whitfield", "manager", 1),
    _person(3, "Tomas Lindqvist", "manager", 1),
    _person(4, "Anna Snelling", "rep", 2),
    _person(5, "Bob O'Hara", "rep", 2),
    _person(6, "Anna Berg", "rep", 3),
    _person(7, "April Jones", "rep", 3),
    _person(8, "Adam West", "rep", 3),
    _person(9, "Lee Chan", "rep", 2),
    _person(10, "Lee Chan", "rep", 3),
]
VALUES: dict[str, tuple[str, ...]] = {
    "team": ("Team North", "Team South"),
    "region": ("West", "Central", "East", "US", "IN"),
    "segment": ("Enterprise", "Mid-market", "SMB"),
    "industry": ("technology", "medical", "IT", "software"),
    "source": ("Web", "web", "Referral", "Trade show", "May"),
    "product": ("GTX Basic", "GTX Pro", "GTXPro", "MG Special", "Enterprise"),
    "product_family": ("GTX", "MG"),
    "stage": ("Prospecting", "Engaging", "Won", "Lost", "Gone Cold"),
    "pipeline": ("Sales Pipeline", "Partners"),
    "account": (
        "Acme, Inc.", "Acme Corporation", "Johnson & Johnson", "3M", 'Joe "Ace" Ltd',
        "2017 Holdings", "<!channel> Hats", "=HYPERLINK(1)", "Foo: Bar", "Medical", "AT&T",
        "R&amp;D Labs", "Bäckerei Müller GmbH",
    ),
    "parent_account": ("Acme Corporation", "3M"),
    "account_region": ("United States", "Kenya", "West"),
    "lost_reason": ("Price", "No decision"),
}  # fmt: skip
VOCABULARY = Vocabulary.build(
    people=PEOPLE,
    values=VALUES,
    metrics=METRICS.values(),
    stocks=[name for name, metric in METRICS.items() if metric.basis.is_stock],
    dimensions=DIMENSIONS.values(),
    decided={"Won": "won", "Lost": "lost", "Gone Cold": "lost"},
)


def ask_as(person_id: int) -> Asker:
    """The asker that a person is."""
    person = next(row for row in PEOPLE if row.id == person_id)
    return make_asker(person, person.role, PEOPLE)


ADMINISTRATOR, MANAGER, REP = ask_as(1), ask_as(2), ask_as(4)
OUTSIDER = make_asker(None, "administrator", PEOPLE, name="Ops")
"""An administrator of the workspace who is nobody in the people table."""
