"""Schedules are read however people write them, written in one way, and never guessed."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metrics.calendar import PLAIN, Calendar
from metrics.schedule import Schedule, Weekly
from metrics.schedule_forms import WORDS
from metrics.schedule_names import write_schedule
from metrics.schedule_words import EXAMPLES, read_schedule
from metrics.schedule_zones import read_zone
from storage.problem import Problem
from tests.metrics.schedule_cases import BERLIN, MONDAY, patient, schedules

TODAY = date(2026, 11, 22)

READ = [
    # every so many days
    ("every Monday 09:00", "every Monday 09:00"),
    ("monday", "every Monday 09:00"),
    ("Monday at nine", "every Monday 09:00"),
    ("at 9 on Mondays", "every Monday 09:00"),
    ("9 every Monday", "every Monday 09:00"),
    ("Monday's at 9", "every Monday 09:00"),
    ("  EVERY   monday, AT 9 A.M. ", "every Monday 09:00"),
    ("weekly on Tuesday", "every Tuesday 09:00"),
    ("once a week on tues", "every Tuesday 09:00"),
    ("Mondays and Thursdays at 9", "Mondays and Thursdays 09:00"),
    ("Mon, Wed & Fri 10:00", "Mondays, Wednesdays and Fridays 10:00"),
    ("mon/wed/fri", "Mondays, Wednesdays and Fridays 09:00"),
    ("thu mon", "Mondays and Thursdays 09:00"),
    ("weekdays 8:30", "weekdays 08:30"),
    ("Mon-Fri 8:30", "weekdays 08:30"),
    ("Monday – Friday, 8:30", "weekdays 08:30"),
    ("every business day", "weekdays 09:00"),
    ("Monday to Thursday 8", "Mondays, Tuesdays, Wednesdays and Thursdays 08:00"),
    ("Fri to Mon 8", "Mondays, Fridays, Saturdays and Sundays 08:00"),
    ("weekends 10", "Saturdays and Sundays 10:00"),
    ("every day 07:15", "every day 07:15"),
    ("daily at noon", "every day 12:00"),
    ("weekdays and weekends", "every day 09:00"),
    # every other week
    ("every other Monday 09:00 from 23 Nov 2026", "every other Monday 09:00 from 23 Nov 2026"),
    ("every other Monday from 2026-11-23 9", "every other Monday 09:00 from 23 Nov 2026"),
    ("alternate mondays from 23.11.2026", "every other Monday 09:00 from 23 Nov 2026"),
    ("Mondays every 2 weeks from 23 Nov 2026", "every other Monday 09:00 from 23 Nov 2026"),
    (
        "every fortnight on Friday starting Friday, Nov 27th, 2026 at 8:15",
        "every other Friday 08:15 from 27 Nov 2026",
    ),
    (
        "every other week on Mon and Thu, from the 26th of November 2026, 9am",
        "every other Monday and Thursday 09:00 from 26 Nov 2026",
    ),
    # days of the month
    ("1st of the month 09:00", "1st of the month 09:00"),
    ("on the first of every month", "1st of the month 09:00"),
    ("the first day of the month", "1st of the month 09:00"),
    ("monthly on 15 at 9", "15th of the month 09:00"),
    ("last of the month", "last day of the month 09:00"),
    ("first and last day of the month", "1st and last day of the month 09:00"),
    ("1st every month", "1st of the month 09:00"),
    ("monthly on the 15th at 9", "15th of the month 09:00"),
    ("on the 15", "15th of the month 09:00"),
    ("day 3", "3rd of the month 09:00"),
    ("22nd", "22nd of the month 09:00"),
    ("11th of the month", "11th of the month 09:00"),
    ("1st and 15th", "1st and 15th of the month 09:00"),
    ("1 and 15 of the month 9", "1st and 15th of the month 09:00"),
    ("15th and last day of the month", "15th and last day of the month 09:00"),
    ("31st of each month 17h30", "last day of the month 17:30"),
    ("end of the month", "last day of the month 09:00"),
    ("month-end 18:00", "last day of the month 18:00"),
    ("30th", "30th of the month (in short months its last day) 09:00"),
    # weekdays of the month
    ("last Friday 16:00", "last Friday of the month 16:00"),
    ("every last friday of the month, 4 pm", "last Friday of the month 16:00"),
    ("first Monday of the month", "first Monday of the month 09:00"),
    ("1st and 3rd Monday 9", "first and third Monday of the month 09:00"),
    ("every second monday of the month 9", "second Monday of the month 09:00"),
    ("last weekday of the month", "last working day of the month 09:00"),
    ("5th working day of the month", "5th working day of the month 09:00"),
    # quarters
    ("first Monday of the quarter", "first Monday of the quarter (Jan, Apr, Jul, Oct) 09:00"),
    ("quarterly on the last friday 4pm", "last Friday of the quarter (Jan, Apr, Jul, Oct) 16:00"),
    ("1st of the quarter", "first day of the quarter (Jan, Apr, Jul, Oct) 09:00"),
    ("first Monday every quarter", "first Monday of the quarter (Jan, Apr, Jul, Oct) 09:00"),
    ("beginning of the quarter", "first day of the quarter (Jan, Apr, Jul, Oct) 09:00"),
    (
        "first Monday of the quarter (Feb, May, Aug, Nov) 08:00",
        "first Monday of the quarter (Feb, May, Aug, Nov) 08:00",
    ),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_schedule_is_read_however_it_is_written(text: str, expected: str) -> None:
    schedule = read_schedule(text, BERLIN)
    assert write_schedule(schedule) == expected
    assert schedule.zone is BERLIN


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("9", "09:00"), ("9:00", "09:00"), ("09:00", "09:00"), ("9am", "09:00"), ("9 AM", "09:00"),
        ("9 a.m.", "09:00"), ("9.30", "09:30"), ("9:30pm", "21:30"), ("17h30", "17:30"),
        ("17h", "17:00"), ("9h", "09:00"), ("09:00h", "09:00"), ("noon", "12:00"),
        ("midday", "12:00"), ("midnight", "00:00"), ("0:00", "00:00"), ("12am", "00:00"),
        ("12pm", "12:00"), ("12:30am", "00:30"), ("0900", "09:00"), ("1730", "17:30"),
        ("830", "08:30"), ("9 o'clock", "09:00"), ("9 o’clock", "09:00"), ("at 9", "09:00"),
        ("@9", "09:00"), ("at nine", "09:00"), ("five pm", "17:00"), ("23:59", "23:59"),
        ("9 in the morning", "09:00"), ("5 in the afternoon", "17:00"), ("9:00:00", "09:00"),
        ("", "09:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_behind_and_before_the_days(said: str, expected: str) -> None:
    for text in (f"Mondays {said}", f"{said} Mondays", f"{said}, Mondays", f"last friday {said}"):
        at = read_schedule(text, BERLIN).at
        assert f"{at:%H:%M}" == expected, text


@patient
@given(schedule=schedules, fiscal_start=st.integers(1, 12))
def test_what_is_written_reads_back_as_the_same_whatever_the_fiscal_year(
    schedule: Schedule, fiscal_start: int
) -> None:
    words = write_schedule(schedule)
    assert read_schedule(words, schedule.zone, Calendar(fiscal_start)) == schedule
    assert read_schedule(words.upper(), schedule.zone) == schedule
    elsewhere = ZoneInfo("Asia/Tokyo")
    assert read_schedule(f"{words} {schedule.zone.key}", elsewhere) == schedule


def test_a_schedule_may_name_its_zone_and_otherwise_has_the_readers() -> None:
    for text in (
        "Monday 9 America/New_York",
        "America/New_York Monday 9",
        "monday 9 america/new_york time",
        "Monday 9 (America/New_York)",
        "Monday 9 in America/New York",
    ):
        assert read_schedule(text, BERLIN).zone.key == "America/New_York", text
    assert read_schedule("Monday 9 UTC", BERLIN).zone.key == "UTC"
    assert read_schedule("Monday 9", BERLIN).zone is BERLIN


def test_quarters_are_the_fiscal_years_unless_the_text_says_which() -> None:
    schedule = read_schedule("first Monday of the quarter", BERLIN, Calendar(11))
    assert write_schedule(schedule) == "first Monday of the quarter (Feb, May, Aug, Nov) 09:00"


def test_every_example_is_read_and_no_two_mean_the_same() -> None:
    assert len({read_schedule(text, BERLIN) for text in EXAMPLES}) == len(EXAMPLES)


REFUSED = [
    # text, reference, a word of what is said, the first suggestion
    ("every Mondy 9", "unknown-schedule", "“mondy”", "every Monday 09:00"),
    ("wekdays 8:30", "unknown-schedule", "“wekdays”", "weekdays 08:30"),
    ("last Fryday 16:00", "unknown-schedule", "“fryday”", "last Friday of the month 16:00"),
    ("first mondy of the qarter 8", "unknown-schedule", "“qarter”",
     "first Monday of the quarter (Jan, Apr, Jul, Oct) 08:00"),
    ("every mondy 9 America/New_York", "unknown-schedule", "“mondy”",
     "every Monday 09:00 America/New_York"),
    ("hourly", "unknown-schedule", "“hourly”", "every Monday 09:00"),
    ("tomorrow", "unknown-schedule", "“tomorrow”", "every Monday 09:00"),
    ("", "unknown-schedule", "No schedule is named.", "every Monday 09:00"),
    ("9:00", "unknown-schedule", "“9:00”", "every Monday 09:00"),
    ("every other weekday", "unknown-schedule", "every other weekday", None),
    ("every other day", "unknown-schedule", "every other day", "every day 09:00"),
    ("every other month on the 1st", "unknown-schedule", "every other month", None),
    ("every 3 days", "unknown-schedule", "every 3 days", None),
    ("3 days", "unknown-schedule", "3 days", None),
    ("every 15 working days", "unknown-schedule", "15 working days", None),
    ("every 2 months", "unknown-schedule", "every 2 months", None),
    ("every 3 weeks on Monday", "unknown-schedule", "every 3 weeks", None),
    ("every 2 mondays", "unknown-schedule", "every 2 mondays", None),
    ("fri day", "unknown-schedule", "fri day", None),
    ("last month", "unknown-schedule", "last month", None),
    ("last quarter", "unknown-schedule", "last quarter", None),
    ("first Monday and Thursday", "unknown-schedule", "first monday and thursday", None),
    ("Monday to weekdays", "unknown-schedule", "monday to weekdays", None),
    ("Monday 9:00 and 17:00", "two-times", "2 times", "every Monday 09:00"),
    ("every second Monday", "two-meanings", "second Monday", "second Monday of the month 09:00"),
    ("every third Monday 8", "two-meanings", "third Monday", "third Monday of the month 08:00"),
    ("biweekly", "two-meanings", "twice a week", "Mondays and Thursdays 09:00"),
    ("weekly", "no-day", "on which day", "every Monday 09:00"),
    ("monthly 8:00", "no-day", "on which day", "1st of the month 08:00"),
    ("monthly 15", "no-day", "on which day", "1st of the month 15:00"),
    ("every quarter", "no-day", "on which day",
     "first Monday of the quarter (Jan, Apr, Jul, Oct) 09:00"),
    ("fifth Friday 16:00", "no-such-day", "5th Friday", "last Friday of the month 16:00"),
    ("21st working day", "no-such-day", "21st working day", "last working day of the month 09:00"),
    ("13th Monday of the quarter", "no-such-day", "13th Monday",
     "last Monday of the quarter (Jan, Apr, Jul, Oct) 09:00"),
    ("32nd of the month", "no-such-day", "32nd", "last day of the month 09:00"),
    ("0th of the month", "no-such-day", "0th", "last day of the month 09:00"),
    ("Monday 25:00", "unknown-time", "“25:00”", None),
    ("Monday 24:00", "unknown-time", "“24:00”", None),
    ("Monday 9:75", "unknown-time", "“9:75”", None),
    ("Monday 13pm", "unknown-time", "“13pm”", None),
    ("Monday 0am", "unknown-time", "“0am”", None),
    ("Monday 31", "unknown-time", "“31”", None),
    ("every other Monday 8", "no-first-day", "with which day it begins",
     "every other Monday 08:00 from 23 Nov 2026"),
    ("every other Monday from 24 Nov 2026", "first-day-elsewhere", "is a Tuesday",
     "every other Monday 09:00 from 30 Nov 2026"),
    ("every other Monday from 23 Nov", "no-year", "no year",
     "every other Monday 09:00 from 23 Nov 2026"),
    ("every other Monday from 31 Nov 2026", "unknown-day", "Nov",
     "every other Monday 09:00 from 30 Nov 2026"),
    ("every other Monday from 03/04/2026", "unknown-day", "can be two days", None),
    ("every Monday from 23 Nov 2026", "needless-first-day", "other week", "every Monday 09:00"),
    ("Monday 23 Nov 2026 at 8", "needless-first-day", "23 nov 2026", "every Monday 08:00"),
    ("Monday 9 Europe/Berln", "unknown-zone", "berln", "every Monday 09:00"),
    ("Monday 9 CET", "zone-abbreviation", "not of a place", None),
    ("Monday 9 EST", "zone-abbreviation", "not of a place", None),
    ("Monday 9 UTC+1", "unknown-schedule", "", None),
    ("Monday 9 GMT-5", "unknown-schedule", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reference", "word", "suggestion"), REFUSED)
def test_what_is_no_schedule_or_two_is_refused_with_the_next_step(
    text: str, reference: str, word: str, suggestion: str | None
) -> None:
    with pytest.raises(Problem) as caught:
        read_schedule(text, BERLIN, today=TODAY)
    problem = caught.value
    assert problem.reference == reference
    assert word in str(problem)
    assert problem.what
    assert problem.fix
    if suggestion:
        assert problem.suggestions[0] == suggestion
    for one in problem.suggestions:
        read_schedule(one, BERLIN)


def test_every_other_week_without_today_still_says_how_to_go_on() -> None:
    with pytest.raises(Problem) as caught:
        read_schedule("every other Monday", BERLIN)
    assert "“every other Monday 09:00 from …”" in caught.value.fix
    assert caught.value.suggestions == ()


ODD_PIECES = [
    "9", "9:00", "31", "15th", "1st", "5pm", "noon", ",", "&", "-", "and", "(", ")", "from", "'",
    "2026-11-23", "23 Nov 2026", "23 Nov", "UTC", "Europe/Berlin", "CET",
    "every other", "every second", "<!channel>", "<@U1>", "bi-weekly", "99:99", "0",
]  # fmt: skip
pieces = st.lists(
    st.one_of(st.sampled_from(sorted(WORDS)), st.sampled_from(ODD_PIECES), st.text(max_size=6)),
    max_size=9,
).map(" ".join)


@patient
@given(text=pieces, today=st.sampled_from([None, TODAY]))
@example(text="monday to", today=None)
@example(text="of of of", today=None)
@example(text="to monday", today=None)
@example(text="last", today=None)
@example(text="²", today=None)
@example(text="٣ monday", today=None)
def test_any_words_give_a_schedule_or_a_problem_whose_suggestions_are_schedules(
    text: str, today: date | None
) -> None:
    found = _read_or_refuse(text, today)
    if isinstance(found, Schedule):
        assert read_schedule(write_schedule(found), found.zone) == found
        return
    assert found.what
    assert found.fix
    assert len(found.suggestions) <= 3
    assert all(len(part) < 500 for part in (found.what, found.why, found.fix))
    for one in found.suggestions:
        read_schedule(one, BERLIN)


def _read_or_refuse(text: str, today: date | None) -> Schedule | Problem:
    try:
        return read_schedule(text, BERLIN, PLAIN, today)
    except Problem as problem:
        return problem


@pytest.mark.parametrize("text", ["monday " * 5_000, "9" * 9_000, "(" * 9_000, "1st and " * 4_000])
def test_very_long_words_are_refused_briefly(text: str) -> None:
    with pytest.raises(Problem) as caught:
        read_schedule(text, BERLIN)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
        ("america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_zone_is_read_in_whatever_case(text: str, name: str) -> None:
    assert read_zone(text).key == name


@pytest.mark.parametrize(
    ("text", "reference", "suggestion"),
    [
        ("Berlin", "unknown-zone", "Europe/Berlin"),
        ("Europe/Berln", "unknown-zone", "Europe/Berlin"),
        ("new york", "unknown-zone", "America/New_York"),
        ("", "unknown-zone", None),
        ("Mars/Olympus", "unknown-zone", None),
        ("../../etc/passwd", "unknown-zone", None),
        ("EST", "zone-abbreviation", None),
        ("CET", "zone-abbreviation", None),
    ],
)
def test_what_is_no_zone_is_refused_with_the_nearest(
    text: str, reference: str, suggestion: str | None
) -> None:
    with pytest.raises(Problem) as caught:
        read_zone(text)
    assert caught.value.reference == reference
    assert caught.value.fix
    if suggestion:
        assert caught.value.suggestions[0] == suggestion


def test_the_usual_time_is_nine() -> None:
    assert read_schedule("monday", BERLIN) == Schedule(Weekly((MONDAY,)), time(9), BERLIN)
