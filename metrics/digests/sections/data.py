"""How far the numbers can be trusted: how old the data is, and what could not be counted."""

from metrics.calendar import name_day, working_days
from metrics.compute import compute
from metrics.digests.briefing import Briefing
from metrics.digests.kinds import LEADER, OWN, PERSONAL, TEAM
from metrics.digests.report import SectionReport
from metrics.digests.section import Section
from metrics.digests.words import name_span
from metrics.money import say_count
from metrics.period import Period
from metrics.question import Question

_ASKED = ("bookings", "pipeline_created", "open_pipeline")


def read_data(briefing: Briefing) -> SectionReport:
    """How new the data is, and what was left out of the figures."""
    fresh = briefing.freshness
    if fresh.day is None:
        sentence = "No data has been imported yet."
    elif missing := count_missing_days(briefing):
        span = name_span(briefing.order.period)
        sentence = (
            f"The newest data is of {name_day(fresh.day)}: the last "
            f"{say_count(missing, 'working day')} of {span} may be missing."
        )
    else:
        sentence = f"The newest data is of {name_day(fresh.day)}."
    return SectionReport(DATA.name, DATA.title, sentence, lines=tuple(_list_left_out(briefing)))


def count_missing_days(briefing: Briefing) -> int:
    """The working days of the period that came after the newest data."""
    fresh, period = briefing.freshness, briefing.order.period
    if fresh.day is None or fresh.day >= period.last:
        return 0
    first = max(fresh.day, period.start)
    later = working_days(Period(first, period.end))
    # On the day of the import itself there was still some work to come; we count it as told.
    return later - (first == fresh.day and first.weekday() < 5)


def _list_left_out(briefing: Briefing) -> list[str]:
    if briefing.first_day is None:
        return []
    today = briefing.setting.today
    question = Question(_ASKED, briefing.order.scope, briefing.order.period, as_of=today)
    answers = compute(briefing.connection, question, briefing.setting)
    told = {
        one.reason: f"{one.rows:,} {one.reason}{'' if one.counted else ' (not counted)'}"
        for answer in answers
        for one in answer.receipt.left_out
    }
    return list(told.values())


DATA = Section(
    name="data",
    title="Data",
    what="How old the data is, and what could not be counted.",
    read=read_data,
    kinds=frozenset({LEADER, TEAM, PERSONAL, OWN}),
)
