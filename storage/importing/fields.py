"""Our fields: what each kind of file may bring, and the everyday headings each is known by.

To make another heading known, add it to its field's names. Headings of one CRM belong in presets/.
"""

from dataclasses import dataclass
from enum import Enum


class Reads(Enum):
    """How the cells of a field are read."""

    TEXT = "text"
    """A name, an id, a word of a list: short enough for an index."""
    PROSE = "prose"
    """Text that nothing is looked up by."""
    DATE = "date"
    MONEY = "money"
    CURRENCY = "currency"
    SHARE = "share"
    COUNT = "count"
    FLAG = "flag"
    EMAIL = "email"
    RATE = "rate"


@dataclass(frozen=True)
class Field:
    """One thing a column can be.

    Attributes:
        name: What `--map "Their heading=name"` calls it.
        title: The same for people.
        names: Headings it is known by, compared without case, blanks and punctuation. Each tuple
            is a tier: a later one counts only when no heading of an earlier one is there.
    """

    name: str
    title: str
    reads: Reads
    names: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of file: its fields, which of them it needs, and what could serve as a key.

    Attributes:
        required: Groups of field names; of each group one must be there.
        identity: Fields that stay the same over a row's life, for a key where there is no id.
    """

    name: str
    one: str
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]
    identity: tuple[str, ...] = ()

    def find(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)


def _text(name: str, title: str, *tiers: tuple[str, ...]) -> Field:
    return Field(name, title, Reads.TEXT, tiers)


def _prose(name: str, title: str, *tiers: tuple[str, ...]) -> Field:
    return Field(name, title, Reads.PROSE, tiers)


_OWNER = _text(
    "owner",
    "owner",
    ("owner", "deal owner", "opportunity owner", "sales agent", "sales rep", "salesperson",
     "sales person", "account executive", "rep", "agent", "owner name", "assigned to", "seller",
     "lead owner", "besitzer", "eigentümer", "verkäufer", "propietario", "vendedor", "responsable"),
)  # fmt: skip
_OWNER_EMAIL = Field(
    "owner_email", "owner's e-mail", Reads.EMAIL,
    (("owner email", "owner e-mail", "sales agent email", "rep email", "deal owner email"),),
)  # fmt: skip
_ACCOUNT = _text(
    "account", "account",
    ("account", "account name", "company", "company name", "organization", "organisation",
     "customer", "client", "customer name", "client name", "firma", "kunde", "empresa", "cliente"),
)  # fmt: skip
_SOURCE = _text("source", "source", ("source", "lead source", "deal source", "channel", "quelle"))
_SEGMENT = _text("segment", "segment", ("segment", "market segment", "customer segment", "tier"))
_INDUSTRY = _text("industry", "industry", ("industry", "sector", "branche", "vertical"))
_REGION = _text("region", "region", ("region", "territory", "sales region", "territory region"))
_CURRENCY = Field(
    "currency", "currency", Reads.CURRENCY,
    (("currency", "currency code", "deal currency", "amount currency", "währung", "moneda"),),
)  # fmt: skip


def _date(name: str, title: str, *tiers: tuple[str, ...]) -> Field:
    return Field(name, title, Reads.DATE, tiers)


DEALS = Kind(
    "deals",
    "deal",
    (
        _text("id", "id",
              ("deal id", "opportunity id", "record id", "opportunity number", "deal number"),
              ("id", "key")),
        _prose("name", "name",
              ("deal name", "opportunity name", "opportunity", "deal", "deal title"),
              ("name", "title")),
        _text("pipeline", "pipeline", ("pipeline", "pipeline name", "deal pipeline")),
        _text("stage", "stage",
              ("stage", "deal stage", "sales stage", "opportunity stage", "stage name", "phase",
               "pipeline stage", "etapa", "fase", "étape"), ("current stage",)),
        _text("status", "status",
              ("status", "deal status", "opportunity status", "forecast type", "outcome")),
        Field("is_won", "won flag", Reads.FLAG, (("is won", "is closed won", "won"),)),
        Field("is_lost", "lost flag", Reads.FLAG, (("is lost", "is closed lost", "lost"),)),
        Field("amount", "amount", Reads.MONEY,
              (("amount", "deal amount", "deal value", "close value", "value", "opportunity amount",
                "deal size", "betrag", "wert", "importe", "monto", "montant", "valor"),
               ("total amount", "price", "revenue"))),
        _CURRENCY,
        _date("created", "created date",
              ("created", "created date", "create date", "created at", "created on",
               "created time", "date created", "creation date", "deal created", "engage date",
               "opened", "open date",
               "erstellt", "erstellt am", "erstelldatum", "fecha de creación", "date de création"),
              ("start date",)),
        _date("close", "close date",
              ("close date", "closing date", "closed date", "date closed", "close", "closed at",
               "abschlussdatum", "fecha de cierre", "date de clôture", "data de fechamento")),
        _date("expected_close", "expected close date",
              ("expected close date", "expected close", "expected closing date", "forecast date",
               "estimated close date", "projected close date")),
        _date("closed", "actual close date", ("closed on", "deal closed on", "actual close date")),
        _date("won_date", "won date", ("won time", "won date", "date won", "won on", "won at")),
        _date("lost_date", "lost date",
              ("lost time", "lost date", "date lost", "lost on", "lost at", "closed lost date")),
        _date("stage_entered", "date it entered its stage",
              ("stage entered", "date entered stage", "last stage change", "stage changed",
               "stage since", "last stage change date", "entered stage on")),
        _date("last_activity", "last activity date",
              ("last activity", "last activity date", "last contacted", "last touch")),
        Field("probability", "probability", Reads.SHARE,
              (("probability", "deal probability", "win probability", "wahrscheinlichkeit",
                "probabilidad", "chance"),)),
        _OWNER,
        _OWNER_EMAIL,
        _ACCOUNT,
        _text("account_id", "account's id", ("account id", "company id", "organization id")),
        _text("product", "product", ("product", "product name", "produkt", "producto")),
        _SOURCE,
        _REGION,
        _SEGMENT,
        _INDUSTRY,
        _prose("lost_reason", "lost reason",
              ("lost reason", "loss reason", "closed lost reason", "reason lost",
               "reason for loss")),
        _text("lead_id", "lead's id", ("lead id", "lead key")),
    ),
    required=(("stage", "status"),),
    identity=("name", "account", "created", "product", "lead_id", "owner", "region"),
)  # fmt: skip

PEOPLE = Kind(
    "people",
    "person",
    (
        _text("id", "id", ("user id", "person id", "employee id", "owner id"), ("id", "key")),
        _text("name", "name",
              ("sales agent", "agent", "full name", "sales rep", "salesperson", "sales person",
               "rep", "person", "employee", "user", "owner"), ("name",)),
        Field("email", "e-mail", Reads.EMAIL, (("email", "e-mail", "email address", "mail"),)),
        _text("role", "role", ("role", "profile", "rolle")),
        _text("manager", "manager", ("manager", "reports to", "team lead", "supervisor", "boss")),
        _text("team", "team", ("team", "sales team", "team name", "hubspot team")),
        _text("region", "region", ("region", "regional office", "office", "territory")),
        _date("started", "start date",
              ("started", "start date", "hire date", "hired", "joined", "started on")),
        _date("left", "leaving date",
              ("left", "end date", "left on", "leave date", "termination date")),
    ),
    required=(("name", "email"),),
)  # fmt: skip

ACCOUNTS = Kind(
    "accounts",
    "account",
    (
        _text("id", "id", ("account id", "company id", "organization id", "record id"),
              ("id", "key")),
        _text("name", "name",
              ("account", "account name", "company", "company name", "organization name",
               "organization", "customer", "client"), ("name",)),
        _SEGMENT,
        _INDUSTRY,
        _text("region", "region",
              ("region", "office location", "territory", "sales region"),
              ("country", "country/region", "billing country", "location")),
        Field("employees", "employees", Reads.COUNT,
              (("employees", "number of employees", "employee count", "headcount", "size"),)),
        _text("parent", "parent account",
              ("parent", "parent account", "parent company", "subsidiary of")),
    ),
    required=(("name",),),
)  # fmt: skip

PRODUCTS = Kind(
    "products",
    "product",
    (
        _text("id", "id", ("product id", "sku", "product code", "record id"), ("id", "key")),
        _text("name", "name", ("product", "product name"), ("name", "title")),
        _text("family", "family",
              ("family", "product family", "series", "category", "product line", "type")),
        Field("list_price", "list price", Reads.MONEY,
              (("list price", "sales price", "unit price", "standard price"), ("price", "amount"))),
        _CURRENCY,
    ),
    required=(("name",),),
)  # fmt: skip

LEADS = Kind(
    "leads",
    "lead",
    (
        _text("id", "id", ("lead id", "leadid", "record id", "contact id"), ("id", "key")),
        _prose("name", "name", ("lead name", "full name", "lead", "contact"),
              ("name", "title"), ("last name",)),
        _prose("first_name", "first name", ("first name",)),
        _prose("company", "company", ("company", "company name", "account", "account name",
                                     "organization", "associated company")),
        Field("email", "e-mail", Reads.EMAIL, (("email", "e-mail", "email address"),)),
        _text("status", "status", ("status", "lead status", "stage")),
        _SOURCE,
        _SEGMENT,
        _INDUSTRY,
        _REGION,
        _OWNER,
        _OWNER_EMAIL,
        _date("created", "created date",
              ("created", "created date", "create date", "created at", "created on",
               "created time", "date created", "lead created", "creation date")),
        Field("converted", "converted flag", Reads.FLAG, (("converted", "is converted"),)),
        _date("customer_on", "date it became a customer",
              ("customer on", "converted date", "converted on", "became customer on",
               "customer since", "conversion date", "became a customer date", "converted at")),
    ),
    required=(("id", "name", "email", "company"),),
    identity=("email", "name", "company", "created", "source"),
)  # fmt: skip

_START = _date(
    "start", "first day", ("start", "start date", "from", "starts", "period start", "begin")
)
_END = _date("end", "last day", ("end", "end date", "to", "until", "ends", "period end"))
_PERIOD = _text("period", "period",
                ("period", "month", "quarter", "year", "time period", "monat"))  # fmt: skip

GOALS = Kind(
    "goals",
    "goal",
    (
        _text("metric", "metric", ("metric", "measure", "kpi", "goal", "goal type")),
        _text("owner", "who",
              ("who", "owner", "person", "sales agent", "rep", "sales rep", "name", "salesperson")),
        _OWNER_EMAIL,
        _text("team", "team", ("team", "sales team")),
        _PERIOD,
        _START,
        _END,
        _text("target", "target", ("target", "quota", "amount", "value", "goal value", "ziel")),
    ),
    required=(("metric",), ("target",), ("period", "start")),
)  # fmt: skip

SPEND = Kind(
    "spend",
    "spending",
    (
        _PERIOD,
        _date("date", "date", ("date", "day", "datum")),
        _START,
        _END,
        _text("source", "source",
              ("source", "channel", "lead source", "campaign source", "medium", "quelle")),
        Field("amount", "amount", Reads.MONEY,
              (("amount", "spend", "cost", "costs", "spent", "budget", "betrag", "kosten"),)),
        _CURRENCY,
    ),
    required=(("amount",), ("period", "date", "start")),
)  # fmt: skip

RATES = Kind(
    "rates",
    "rate",
    (
        Field("currency", "currency", Reads.CURRENCY,
              (("currency", "from", "from currency", "code", "iso code", "currency code"),)),
        _date("on", "date", ("date", "on", "day", "start date", "valid from", "datum")),
        Field("rate", "rate", Reads.RATE, (("rate", "exchange rate", "kurs", "conversion rate"),)),
        Field("to", "to currency", Reads.CURRENCY, (("to", "to currency", "base", "target"),)),
    ),
    required=(("currency",), ("on",), ("rate",)),
)  # fmt: skip

STAGE_HISTORY = Kind(
    "stage-history",
    "change",
    (
        _text("id", "deal's id", ("opportunity id", "deal id", "record id"), ("id",)),
        _prose("name", "deal's name", ("opportunity name", "deal name")),
        _text("field", "field", ("field / event", "field", "property", "changed field")),
        _prose("old", "old value", ("old value", "from stage", "from", "previous stage", "old")),
        _prose("new", "new value", ("new value", "to stage", "to", "new stage", "new")),
        _date("at", "time of the change",
              ("edit date", "last modified", "changed at", "changed on", "change date", "date")),
    ),
    required=(("id",), ("new",), ("at",)),
)  # fmt: skip

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (DEALS, LEADS, ACCOUNTS, PEOPLE, PRODUCTS, GOALS, SPEND, RATES, STAGE_HISTORY)
}
