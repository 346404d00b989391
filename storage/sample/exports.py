"""The sample company as the CSV files a CRM would export, with what people do to such files.

Amounts carry signs and thousands, names their stray blanks and capitals, blanks are sometimes
"N/A": for stories and benchmarks of the import. Nothing here talks to a database.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from storage.sample import market
from storage.sample.company import Company, plan_company
from storage.sample.life import Life
from storage.sample.rows import RowWriter, tell_lives
from storage.sample.targets import Bookings, list_spend, set_targets

Cells = Sequence[object]

DEAL_HEADINGS = (
    "Deal ID", "Deal Name", "Deal Stage", "Amount", "Currency", "Deal Owner", "Company ID",
    "Company Name", "Product", "Create Date", "Close Date", "Last Stage Change Date",
    "Last Activity Date", "Lead Source", "Closed Lost Reason", "Lead ID",
)  # fmt: skip
LEAD_HEADINGS = (
    "Lead ID", "Full Name", "Company Name", "Email", "Lead Status", "Lead Source", "Segment",
    "Industry", "Region", "Lead Owner", "Create Date",
)  # fmt: skip


def write_exports(
    folder: Path, deals: int = 2_000, seed: int = 1, *, today: date, currency: str = "USD"
) -> tuple[Path, ...]:
    """Write rates, people, accounts, products, deals, leads, goals and spend as `<kind>.csv`.

    The company is the one that `load_sample` loads for the same arguments. The files are given
    back in the order in which they are best imported.
    """
    folder.mkdir(parents=True, exist_ok=True)
    company = plan_company(deals, seed, today, currency)
    paths = [
        _write(folder / "rates.csv", ("Currency", "Date", "Rate"), company.list_rates()),
        _write(folder / "people.csv", _PEOPLE, _list_people(company)),
        _write(folder / "accounts.csv", _ACCOUNTS, _list_accounts(company)),
        _write(folder / "products.csv", _PRODUCTS, _list_products(company)),
    ]
    bookings = _write_lives(folder, company)
    paths += [folder / "deals.csv", folder / "leads.csv"]
    paths += [
        _write(folder / "goals.csv", _GOALS, _list_goals(company, bookings)),
        _write(folder / "spend.csv", _SPEND, _list_spend(company)),
    ]
    return tuple(paths)


def _write(path: Path, headings: Cells, rows: Iterable[Cells]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


_PEOPLE = ("Name", "Email", "Role", "Manager", "Team", "Region", "Start Date", "End Date")


def _list_people(company: Company) -> Iterator[Cells]:
    today = company.today
    managers = {person.team: person for person in company.people if person.role == "manager"}
    leader = company.people[0].name
    for person in company.people:
        manager = managers[person.team].name if person.role == "rep" else leader
        yield (
            person.name,
            person.email,
            person.role.capitalize(),
            "" if person.role == "administrator" else manager,
            person.team or "",
            person.region or "",
            date.fromordinal(today - (person.days_here or 1_000)),
            "" if person.left_days_ago is None else date.fromordinal(today - person.left_days_ago),
        )


_ACCOUNTS = (
    "Company ID", "Company Name", "Segment", "Industry", "Region", "Number of Employees",
    "Parent Company",
)  # fmt: skip


def _list_accounts(company: Company) -> Iterator[Cells]:
    for place, account in enumerate(company.accounts, 1):
        parent = None if account.parent is None else company.accounts[account.parent].name
        yield (
            f"A-{place:06d}",
            account.name,
            market.SEGMENTS[account.segment][0] if account.told else "",
            account.industry or "N/A",
            account.region,
            "" if account.employees is None else f"{account.employees:,}",
            parent or "",
        )


_PRODUCTS = ("Product Code", "Product Name", "Product Family", "List Price", "Currency")


def _list_products(company: Company) -> Iterator[Cells]:
    for place, (name, family, price, _) in enumerate(market.PRODUCTS, 1):
        yield f"P-{place}", name, family, f"{price / company.dollars:,.2f}", company.currency


def _write_lives(folder: Path, company: Company) -> Bookings:
    """Deals and leads are told together, so both files are written in one go."""
    bookings = Bookings()
    writer = RowWriter(company, 1, 1, zoned=False)
    with (
        (folder / "deals.csv").open("w", encoding="utf-8", newline="") as deals_file,
        (folder / "leads.csv").open("w", encoding="utf-8", newline="") as leads_file,
    ):
        deals, leads = csv.writer(deals_file), csv.writer(leads_file)
        deals.writerow(DEAL_HEADINGS)
        leads.writerow(LEAD_HEADINGS)
        for life in tell_lives(company):
            bookings.count(life)
            leads.writerows(_show_lead(company, lead) for lead in writer.write_leads(life))
            deals.writerow(_show_deal(company, writer, life))
    return bookings


def _show_lead(company: Company, lead: Sequence[object]) -> Cells:
    shown = ["" if cell is None else cell for cell in lead[2:11]]
    owner = lead[11]
    name = company.people[owner - 1].name if isinstance(owner, int) else ""
    return (*shown, name, lead[13])


def _show_deal(company: Company, writer: RowWriter, life: Life) -> Cells:
    """One deal as exported: open deals have the expected close date, decided ones the real one."""
    number = life.number
    close = life.expected if life.closed is None else life.closed
    account = None if life.account is None else company.accounts[life.account].name
    owner = None if life.owner is None else company.people[life.owner].name
    product = None if life.product is None else market.PRODUCTS[life.product][0]
    return (
        f"D-{number:07d}",
        life.name,
        market.STAGES[life.stage][0],
        _show_amount(company, life),
        "" if life.amount is None else life.currency,
        _mistype(owner, number),
        "" if life.account is None else f"A-{life.account + 1:06d}",
        _mistype(account, number // 3),
        "" if product is None else product.replace(" ", "") if number % 41 == 0 else product,
        "" if number % 251 == 7 else writer.say_day(life.created),
        "" if close is None else writer.say_day(close),
        "" if number % 67 == 3 else writer.say_day(life.stage_entered),
        writer.say_day(life.last_activity),
        "N/A" if life.source is None and number % 2 else life.source or "",
        life.lost_reason or "",
        "" if life.lead is None else f"L-{life.lead:07d}",
    )


def _show_amount(company: Company, life: Life) -> str:
    if life.amount is None:
        return "" if life.number % 3 else "N/A"
    scale = company.count_minor(life.currency)
    amount = f"{life.amount / scale:,.2f}" if scale > 1 else f"{life.amount:,}"
    return f"${amount}" if life.currency == "USD" else amount


def _mistype(name: str | None, number: int) -> str:
    if name is None:
        return ""
    if number % 29 == 0:
        return f"  {name} "
    return name.upper() if number % 37 == 0 else name


_GOALS = ("Metric", "Who", "Team", "Period", "Target")


def _list_goals(company: Company, bookings: Bookings) -> Iterator[Cells]:
    scale = company.count_minor(company.currency)
    for target in set_targets(company, bookings):
        number = target.target if target.metric == "deals_won" else target.target / scale
        yield (
            target.metric.replace("_", " ").capitalize(),
            "" if target.owner is None else company.people[target.owner].name,
            target.team or "",
            f"Q{(target.start.month + 2) // 3} {target.start.year}",
            f"{number:,.0f}",
        )


_SPEND = ("Month", "Channel", "Cost", "Currency")


def _list_spend(company: Company) -> Iterator[Cells]:
    scale = company.count_minor(company.currency)
    for row in list_spend(company):
        amount = f"{row.amount / scale:,.2f}" if scale > 1 else f"{row.amount:,}"
        yield f"{row.start:%Y-%m}", row.source, amount, company.currency
