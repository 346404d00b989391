"""Days, money, chances and periods are read right however they are written."""

from datetime import UTC, date, datetime
from decimal import Decimal
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from storage.importing.cells.dates import DateOrder, DateReader, judge_order
from storage.importing.cells.numbers import (
    MoneyReader,
    find_decimal_mark,
    read_count,
    read_share,
)
from storage.importing.cells.periods import read_period
from storage.importing.cells.text import BadCell, read_currency, read_flag, read_text, read_texts

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = st.dates(date(1990, 1, 1), date(2068, 12, 31))
LOCALES = st.sampled_from(["en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "de_CH", "pl_PL", "en_IN",
                           "pt_BR", "sv_SE"])  # fmt: skip


LANGUAGES = st.sampled_from(["en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv"])
IN_WORDS = st.sampled_from(["d MMMM y", "d. MMM y", "d MMM, y", "MMM d, y", "EEEE, d MMMM y"])
ORDERS = st.sampled_from([("dmy", "%d{0}%m{0}%Y"), ("mdy", "%m{0}%d{0}%Y")])


@given(DAYS, LANGUAGES, IN_WORDS)
def test_days_written_in_words_are_read_in_every_language(
    day: date, language: str, pattern: str
) -> None:
    text = format_date(day, pattern, locale=language)
    assert DateReader(BERLIN).read(text) == (day, None)


@given(DAYS, ORDERS, st.sampled_from("/.-"))
def test_days_written_in_figures_are_read_in_their_order(
    day: date, order: tuple[str, str], mark: str
) -> None:
    text = day.strftime(order[1].format(mark))
    reader = DateReader(BERLIN, DateOrder(order[0]))
    assert reader.read(text) == (day, None)
    day_first, month_first, unsure = judge_order([text])
    proves_other = month_first if order[0] == "dmy" else day_first
    assert not proves_other
    assert bool(unsure) == (day.day <= 12 and day.day != day.month)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001 - written without a zone
def test_an_instant_with_an_offset_stands_on_its_day_in_the_zone(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    read = DateReader(BERLIN).read(aware.isoformat())
    assert read == (aware.astimezone(BERLIN).date(), aware)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("15 Apr, 2021 00:02:00", (date(2021, 4, 15), datetime(2021, 4, 14, 22, 2, tzinfo=UTC))),
        ("4/15/2021 3:05 PM", (date(2021, 4, 15), datetime(2021, 4, 15, 13, 5, tzinfo=UTC))),
        ("2021-04-15 00:00:00", (date(2021, 4, 15), None)),
        ("2021-04-14T23:30:00Z", (date(2021, 4, 15), datetime(2021, 4, 14, 23, 30, tzinfo=UTC))),
        ("44301", (date(2021, 4, 15), None)),
        ("44301.5", (date(2021, 4, 15), datetime(2021, 4, 15, 10, 0, tzinfo=UTC))),
        ("20210415", (date(2021, 4, 15), None)),
        ("15-Apr-21", (date(2021, 4, 15), None)),
        ("NULL", None),
    ],
)
def test_days_are_read_as_exports_write_them(text: str, wanted: object) -> None:
    assert DateReader(BERLIN, DateOrder.MDY).read(text) == wanted


@pytest.mark.parametrize(
    "text", ["2021-02-30", "31/31/2021", "soon", "0021-04-15", "25:00", "12", "²²²²²", "¹²³⁴⁵.6"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        DateReader(BERLIN, DateOrder.DMY).read(text)


def test_a_year_said_to_stand_in_front_is_not_looked_for_at_the_end() -> None:
    reader = DateReader(BERLIN, DateOrder.YMD)
    assert reader.read("21/04/15") == (date(2021, 4, 15), None)
    with pytest.raises(BadCell, match="year stands at the end"):
        reader.read("03/04/2021")


@given(st.decimals(0, 10**9, places=2), LOCALES)
def test_money_is_read_as_any_locale_writes_it(amount: Decimal, locale: str) -> None:
    text = format_decimal(amount, "#,##0.00", locale=locale)
    mark = find_decimal_mark([text])
    assert MoneyReader("USD", mark).read(text) == (int(amount * 100), "USD")


@given(st.decimals(0, 10**7, places=2), LOCALES, st.sampled_from(["USD", "EUR", "GBP", "PLN"]))
def test_money_with_its_sign_tells_its_currency(amount: Decimal, locale: str, code: str) -> None:
    text = format_currency(amount, code, "¤¤ #,##0.00", locale=locale)
    assert MoneyReader("CHF").read(text) == (int(amount * 100), code)


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("$22,700.00", 2_270_000, "USD"),
        ("1.234,56", 123_456, "USD"),
        ("1.234.567", 123_456_700, "USD"),
        ("12,34,567.50", 123_456_750, "USD"),
        ("€ 99", 9_900, "EUR"),
        ("¥1,200", 1_200, "JPY"),
        ("1.2M", 120_000_000, "USD"),
        ("0.005", 1, "USD"),
        ("(blank)", None, None),
        (".50", 50, "USD"),
        ("1.200,-", 120_000, "USD"),
        ("500.- CHF", 50_000, "CHF"),
        ("1.234M", 123_400_000, "USD"),
        ("1,250k", 125_000_000, "USD"),
    ],
)
def test_money_is_read_to_the_cent(text: str, minor: int | None, currency: str | None) -> None:
    assert MoneyReader("USD").read(text) == (minor, currency)


@pytest.mark.parametrize(
    "text", ["five", "-5", "(5)", "1.2.3,4,5", "5 apples", "=1+1", "1e5", "9" * 30]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        MoneyReader("USD").read(text)


@pytest.mark.parametrize("text", ["-5", "(5)", "-1,200.00 USD", "−5"])
def test_a_credit_is_refused_as_what_it_is(text: str) -> None:
    with pytest.raises(BadCell) as caught:
        MoneyReader("USD").read(text)
    assert "credit" in caught.value.reason
    assert "Leave the credit out" in caught.value.mend
    assert MoneyReader("USD").read("-0.00") == (0, "USD")


@pytest.mark.parametrize(
    ("text", "home", "wanted"),
    [
        ("500 kr", "SEK", "SEK"),
        ("500 kr.", "DKK", "DKK"),
        ("500 kr", "USD", None),
        ("Fr. 500", "CHF", "CHF"),
        ("Fr. 500", "EUR", None),
        ("SFr. 500", "EUR", "CHF"),
        ("¥500", "CNY", "CNY"),
        ("¥500", "USD", "JPY"),
        ("$500", "CAD", "CAD"),
        ("$500", "EUR", "USD"),
    ],
)
def test_a_sign_of_several_currencies_means_the_companys_or_is_asked_about(
    text: str, home: str, wanted: str | None
) -> None:
    if wanted is None:
        with pytest.raises(BadCell, match="several currencies"):
            MoneyReader(home).read(text)
    else:
        assert MoneyReader(home).read(text)[1] == wanted
    assert MoneyReader("USD").read("500 kr", "NOK") == (50_000, "NOK")


@pytest.mark.parametrize(
    "text",
    ["2021-01-01 1:00" + " " * 40_000 + "x", "1" + "," * 40_000 + "1x1", "1" * 40_000 + "x1"],
    ids=["blanks", "commas", "digits"],
)
def test_a_cell_of_any_length_is_refused_in_no_time(text: str) -> None:
    began = process_time()
    with pytest.raises(BadCell):
        DateReader(BERLIN, DateOrder.DMY).read(text)
    with pytest.raises(BadCell):
        MoneyReader("USD").read(text)
    find_decimal_mark([text])
    assert process_time() - began < 2


def test_a_column_decides_what_a_single_mark_means() -> None:
    assert find_decimal_mark(["1.234", "5.5"]) == "."
    assert find_decimal_mark(["1.234", "5,50 €"]) == ","
    assert find_decimal_mark(["1.234", "2.345"]) is None
    assert find_decimal_mark(["1,5", "1.5"]) is None
    assert MoneyReader("USD", ".").read("1.234") == (123, "USD")
    assert MoneyReader("USD", ",").read("1.234") == (123_400, "USD")


def test_chances_are_percent_or_fractions() -> None:
    assert read_share("20", percent=True) == Decimal("0.2")
    assert read_share("0.2", percent=False) == Decimal("0.2")
    assert read_share("12,5 %", percent=False) == Decimal("0.125")
    assert read_share("", percent=True) is None
    for text in ("120", "-1", "high"):
        with pytest.raises(BadCell):
            read_share(text, percent=True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Q2 2017", "2017-04-01", "2017-07-01"),
        ("2017-Q4", "2017-10-01", "2018-01-01"),
        ("2017-04", "2017-04-01", "2017-05-01"),
        ("04/2017", "2017-04-01", "2017-05-01"),
        ("April 2017", "2017-04-01", "2017-05-01"),
        ("Dez 17", "2017-12-01", "2018-01-01"),
        ("2017", "2017-01-01", "2018-01-01"),
        ("H2 2017", "2017-07-01", "2018-01-01"),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        ("2017-04-01", "2017-04-01", "2017-05-01"),
        ("2017-04-03", "2017-04-03", "2017-04-04"),
    ],
)
def test_periods_are_read_as_people_name_them(text: str, start: str, end: str) -> None:
    assert read_period(text) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize("text", ["FY17", "Q5 2017", "2017-13", "soon"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read_period(text)


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u2029"])
def test_what_commands_a_terminal_or_ends_a_line_becomes_a_blank(mark: str) -> None:
    assert read_text(f"Acme{mark}Corp{mark}") == "Acme Corp"


def test_small_words_are_read() -> None:
    assert [read_flag(text) for text in ("TRUE", "no", "1", "")] == [True, False, True, None]
    assert [read_currency(text) for text in ("eur", "€", "US Dollar")] == ["EUR", "EUR", "USD"]
    assert read_count("2,822") == 2822
    for read, text in ((read_flag, "maybe"), (read_currency, "shells"), (read_count, "1.5")):
        with pytest.raises(BadCell):
            read(text)


@given(
    st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["NULL", "n/A", " a ", "(Blank)"])))
)
def test_a_column_read_at_once_is_what_its_cells_are_one_by_one(cells: list[str]) -> None:
    if cells:
        at_once = read_texts(cells)
        assert at_once is None or at_once == [read_text(cell) for cell in cells]
