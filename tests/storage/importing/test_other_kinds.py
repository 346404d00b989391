"""People, accounts, products, leads, goals, spending and rates go in as their files mean them."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from storage.importing import GoalMetric
from storage.problem import Problem
from storage.tables import ExchangeRate, Goal
from tests.storage.importing.desk import Desk, count_rows


def test_people_get_their_managers_roles_and_days(desk: Desk) -> None:
    report = desk.take(
        "people",
        [
            ("name", "email", "role", "manager", "team", "region", "start date", "end date"),
            ("Ann", "Ann@Example.com", "rep", "Max", "A", "West", "2024-01-02", ""),
            ("Bob", "bob@example.com", "", "max", "A", "West", "", "2025-05-05"),
            ("Cy", "cy@example.com", "Admin", "", "", "", "", ""),
            ("Ann", "ann@example.com", "rep", "Max", "A", "West", "", ""),
        ],
    )
    assert count_rows(report) == (3, 0, 0, 1)
    assert [reject.column for reject in report.rejects] == ["name"]
    assert report.created == {"managers": ["Max"]}
    people = desk.ask(
        "SELECT p.name, p.email, p.role, m.name, p.team FROM people p "
        "LEFT JOIN people m ON m.id = p.manager_id ORDER BY p.name"
    )
    assert people == [
        ("Ann", "ann@example.com", "rep", "Max", "A"),
        ("Bob", "bob@example.com", "rep", "Max", "A"),
        ("Cy", "cy@example.com", "administrator", None, None),
        ("Max", None, "manager", None, None),
    ]


def test_a_title_that_is_no_role_sees_the_least_and_is_told_once(desk: Desk) -> None:
    head = ("name", "profile", "manager")
    rows = [
        ("Ann", "Standard User", "Max"),
        ("Bob", "Standard User", "Max"),
        ("Max", "VP Sales", ""),
        ("Ops", "Administrator", ""),
    ]
    report = desk.take("people", [head, *rows])
    assert count_rows(report) == (4, 0, 0, 0)
    ((told, count),) = report.warnings.items()
    assert count == 3
    assert "“Standard User” and 1 more" in told
    assert "Write manager or administrator in “profile”" in told
    people = desk.ask("SELECT name, role FROM people ORDER BY name")
    # Max leads, as the others say.
    assert people == [("Ann", "rep"), ("Bob", "rep"), ("Max", "manager"), ("Ops", "administrator")]
    assert count_rows(desk.take("people", [head, *rows])) == (0, 0, 4, 0)


def test_an_administrator_whose_title_is_none_any_more_sees_the_least(desk: Desk) -> None:
    desk.take("people", [("name", "role"), ("Ann", "Administrator")])
    desk.take("people", [("name", "role"), ("Ann", "Regional Lead EMEA")])
    assert desk.value("SELECT role FROM people") == "rep"


def test_people_who_lead_each_other_are_not_left_in_a_circle(desk: Desk) -> None:
    report = desk.take("people", [("name", "manager"), ("Ann", "Bob"), ("Bob", "Ann")])
    assert count_rows(report) == (2, 0, 0, 0)
    assert sum(report.warnings.values()) == 1
    assert desk.value("SELECT count(*) FROM people WHERE manager_id IS NOT NULL") == 1


def test_an_address_that_somebody_has_is_not_taken_from_them(desk: Desk) -> None:
    head = ("id", "name", "email")
    ann, bob = ("1", "Ann", "ann@example.com"), ("2", "Bob", "bob@example.com")
    desk.take("people", [head, ann, bob])
    report = desk.take("people", [head, ("1", "Ann", "bob@example.com"), bob])
    assert count_rows(report) == (0, 0, 1, 1)
    assert (report.rejects[0].column, "Bob has this" in report.rejects[0].reason) == ("email", True)
    # Handed on in one file: the first import frees the address, the second gives it.
    handed = [head, ("1", "Ann", "ann.low@example.com"), ("2", "Bob", "ann@example.com")]
    assert count_rows(desk.take("people", handed)) == (0, 1, 0, 1)
    assert count_rows(desk.take("people", handed)) == (0, 1, 1, 0)


def test_a_manager_named_by_an_address_has_it(desk: Desk) -> None:
    desk.take("people", [("name", "manager"), ("Ann", "Max@Example.com")])
    assert desk.value("SELECT email FROM people WHERE role = 'manager'") == "max@example.com"
    again = desk.take("people", [("name", "email"), ("Max Power", "max@example.com")])
    assert count_rows(again) == (0, 1, 0, 0)


def test_a_manager_who_may_be_one_of_two_is_not_guessed(desk: Desk) -> None:
    head = ("name", "email", "role", "manager")
    lees = [("Kim Lee", "kim1@example.com", "", ""), ("Kim Lee", "kim2@example.com", "", "")]
    ann = ("Ann", "ann@example.com", "", "Kim Lee")
    report = desk.take("people", [head, *lees, ann])
    assert (count_rows(report), list(report.warnings.values())) == ((3, 0, 0, 0), [1])
    assert desk.value("SELECT manager_id FROM people WHERE name = 'Ann'") is None
    # A role tells the two apart.
    desk.take("people", [head, lees[0], ("Kim Lee", "kim2@example.com", "manager", ""), ann])
    led = "SELECT m.email FROM people p JOIN people m ON m.id = p.manager_id WHERE p.name = 'Ann'"
    assert desk.value(led) == "kim2@example.com"


def test_an_account_is_known_by_its_id_through_a_change_of_name(desk: Desk) -> None:
    head = ("account id", "account", "parent", "employees")
    desk.take("accounts", [head, ("A1", "Acme", "", "1,200"), ("A2", "Acme", "Globex", "5")])
    report = desk.take("accounts", [head, ("A1", "Acme Group", "", "1,200")])
    assert count_rows(report) == (0, 1, 0, 0)
    rows = desk.ask("SELECT key, name, employees, listed FROM accounts ORDER BY key")
    assert [row[:3] for row in rows if row[0]] == [("A1", "Acme Group", 1200), ("A2", "Acme", 5)]
    assert [bool(row[3]) for row in rows if row[1] == "Globex"] == [False]


def test_a_parent_that_may_be_one_of_two_is_not_guessed(desk: Desk) -> None:
    head = ("account id", "account", "parent")
    rows = [("A1", "ACME", ""), ("A2", "Acme", ""), ("B1", "One", "acme"), ("B2", "Two", "Acme"),
            ("B3", "Three", "A1")]  # fmt: skip
    report = desk.take("accounts", [head, *rows])
    assert count_rows(report) == (5, 0, 0, 0)
    text = "with the parent acme, which may be one of several: left without"
    assert report.warnings == {text: 1}
    parents = "SELECT a.name, p.key FROM accounts a LEFT JOIN accounts p ON p.id = a.parent_id "
    assert desk.ask(parents + "WHERE a.key LIKE 'B%' ORDER BY a.key") == [
        ("One", None),
        ("Two", "A2"),
        ("Three", "A1"),
    ]


def test_a_name_listed_twice_is_rejected(desk: Desk) -> None:
    report = desk.take("products", [("product", "price"), ("GTX Pro", "1"), ("GTXPro", "2")])
    assert count_rows(report) == (1, 0, 0, 1)
    assert report.rejects[0].reason == "Row 2 lists the same name."


def test_leads_are_new_changed_and_unchanged(desk: Desk) -> None:
    head = ("Lead ID", "First Name", "Last Name", "Company", "Lead Owner", "Status", "Created Date",
            "Converted", "Converted Date")  # fmt: skip
    one = ("L1", "Ada", "Low", "Acme", "Ann", "New", "2026-01-02", "FALSE", "")
    two = ("L2", "", "Gray", "Zen", "Bob", "New", "2026-01-02", "TRUE", "2026-02-03")
    three = ("L3", "", "Moss", "Zen", "", "New", "2026-01-02", "TRUE", "")
    desk.take("accounts", [("account",), ("ACME",)])
    first = desk.take("leads", [head, one, two, three])
    assert count_rows(first) == (3, 0, 0, 0)
    assert list(first.warnings.values()) == [1]
    rows = desk.ask(
        "SELECT key, name, CAST(customer_on AS TEXT), account_id FROM leads ORDER BY key"
    )
    assert rows == [
        ("L1", "Ada Low", None, 1),
        ("L2", "Gray", "2026-02-03", None),
        ("L3", "Moss", None, None),
    ]
    changed = (*one[:5], "Working", *one[6:])
    assert count_rows(desk.take("leads", [head, changed, two, three])) == (0, 1, 2, 0)


def test_goals_say_who_is_to_reach_what_in_which_days(desk: Desk) -> None:
    desk.set_up(
        metrics={
            "bookings": GoalMetric("bookings", "money"),
            "revenue": GoalMetric("bookings", "money"),
            "Win rate": GoalMetric("win_rate", "percent"),
            "deals won": GoalMetric("deals_won", "deals"),
        }
    )
    desk.take("people", [("name", "email", "team"), ("Ann", "ann@example.com", "West Coast")])
    rows = [
        ("metric", "who", "period", "target"),
        ("Revenue", "ann", "Q2 2026", "$250,000"),
        ("win rate", "West coast", "2026-04", "35%"),
        ("Win Rate", "", "2026", "0.4"),
        ("deals won", "everyone", "April 2026", "12"),
        ("profit", "", "2026", "5"),
        ("bookings", "Anna", "2026", "5"),
        ("bookings", "", "some day", "5"),
    ]
    report = desk.take("goals", rows)
    assert count_rows(report) == (4, 0, 0, 3)
    assert [reject.column for reject in report.rejects] == ["metric", "who", "period"]
    with desk.engine.connect() as connection:
        goals = connection.execute(select(Goal.__table__).order_by(Goal.id)).all()
    told = [(g.metric, g.owner_id, g.team, str(g.start_on), str(g.end_on), g.target) for g in goals]
    assert told == [
        ("bookings", 1, None, "2026-04-01", "2026-07-01", Decimal(25_000_000)),
        ("win_rate", None, "West Coast", "2026-04-01", "2026-05-01", Decimal("0.35")),
        ("win_rate", None, None, "2026-01-01", "2027-01-01", Decimal("0.4")),
        ("deals_won", None, None, "2026-04-01", "2026-05-01", Decimal(12)),
    ]
    assert count_rows(desk.take("goals", rows)) == (0, 0, 4, 3)


def test_a_goal_for_a_team_of_nobody_is_taken_and_told(desk: Desk) -> None:
    rows = [("metric", "team", "period", "target"), ("bookings", "West Cost", "2026", "$5")]
    report = desk.take("goals", rows)
    assert count_rows(report) == (1, 0, 0, 0)
    assert report.warnings == {"for the team West Cost, which nobody is in": 1}


def test_a_goal_larger_than_its_column_falls_out_alone(desk: Desk) -> None:
    rows = [("metric", "period", "target"), ("bookings", "2026", "$99999999999999"),
            ("bookings", "2027", "$100000000000000")]  # fmt: skip
    report = desk.take("goals", rows)
    assert count_rows(report) == (1, 0, 0, 1)
    assert report.rejects[0].reason == "It is too large for a goal."


def test_spending_stands_in_its_days(desk: Desk) -> None:
    rows = [
        ("start", "end", "channel", "cost"),
        ("2026-01-01", "2026-01-31", "Web", "1,000.50"),
        ("2026-01-01", "2026-02-01", "Event", "5"),
        ("2026-01-01", "2026-01-31", "Web", "7"),
        ("2026-03-01", "2026-01-31", "Web", "7"),
    ]
    report = desk.take("spend", rows)
    assert count_rows(report) == (3, 0, 0, 1)
    spend = desk.ask("SELECT source, CAST(end_on AS TEXT), value_minor FROM spend ORDER BY id")
    assert spend == [
        ("Web", "2026-02-01", 100_050),
        ("Event", "2026-02-01", 500),
        ("Web", "2026-02-01", 700),
    ]
    assert count_rows(desk.take("spend", rows)) == (0, 0, 3, 1)


def test_rates_are_kept_to_the_last_digit_and_nonsense_is_refused(desk: Desk) -> None:
    rows = [
        ("currency", "date", "rate", "to"),
        ("EUR", "2026-01-01", "1.234", "USD"),
        ("JPY", "2026-01-01", "0.0064512345", "USD"),
        ("EUR", "2026-01-01", "1.1", "USD"),
        ("GBP", "2026-01-01", "0", "USD"),
        ("GBP", "2026-01-01", "1.2", "EUR"),
        ("Quids", "2026-01-01", "1.2", "USD"),
        ("GBP", "2026-01-02", "NaN", "USD"),
        ("GBP", "2026-01-03", "Infinity", "USD"),
        ("GBP", "2026-01-04", "0.00000000001", "USD"),
        ("GBP", "2026-01-05", "1e999999", "USD"),
        ("GBP", "2026-01-06", "", "USD"),
    ]
    report = desk.take("rates", rows)
    assert count_rows(report) == (2, 0, 0, 9)
    assert report.rejects[-1].reason == "It has no rate."
    with desk.engine.connect() as connection:
        rates = connection.scalars(select(ExchangeRate.rate).order_by(ExchangeRate.id)).all()
    assert rates == [Decimal("1.234"), Decimal("0.0064512345")]


def test_an_unknown_kind_is_said_to_be_none(desk: Desk) -> None:
    with pytest.raises(Problem, match="no kind of file called contacts"):
        desk.take("contacts", [("name",), ("Ann",)])
