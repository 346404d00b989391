"""How much of the goals of a period has been reached: the sum reached over the sum of the goals.

A goal counts whole: its target, against what was reached in the goal's own period.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from metrics.answer import Answer, Change, Number, Reading, Receipt
from metrics.calendar import Calendar, label_period
from metrics.catalog import METRICS
from metrics.compare import choose_comparison, describe_fairness, find_whole, measure_change
from metrics.dimension import DIMENSIONS
from metrics.goals import Holder, Target, find_goals
from metrics.metric import Metric, expression_of
from metrics.names import read_names
from metrics.pace import PACE, find_pace
from metrics.period import Period
from metrics.population import find_population
from metrics.question import Question, Setting
from metrics.receipt import read_freshness, write_filter, write_period, write_question
from metrics.tally import parts_of, read_tallies
from metrics.units import Unit, minor_digits
from storage.tables import Person

ATTAINMENT = METRICS["goal_attainment"]
TOTAL = "total"


@dataclass(frozen=True)
class Standing:
    """What was reached of some goals; both in whole units: minor units of money, deals."""

    reached: Decimal
    target: Decimal
    goals: int

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(
            self.reached + other.reached, self.target + other.target, self.goals + other.goals
        )


NOTHING = Standing(Decimal(0), Decimal(0), 0)


def answer_attainment(
    connection: Connection, question: Question, setting: Setting, until: date | None = None
) -> Answer:
    """The attainment of the goals for the question's period; without one, of today's.

    What was reached from the day `until` on is left out, as when an earlier goal is looked at as it
    stood on the same working day.

    Raises:
        Problem: for a dimension or a filter that goals don't know.
    """
    today = Period(setting.today, setting.today + timedelta(days=1))
    goals = find_goals(connection, question, setting, question.period or today)
    name = next(iter(goals), "bookings")
    metric, chosen = METRICS[name], goals.get(name, [])
    question = _tell_period(question, setting, chosen)
    standings = _read_standings(connection, question, setting, metric, chosen, until)
    total = take_standing(metric, sum(standings.values(), NOTHING), setting, None, TOTAL)
    return Answer(
        metric=ATTAINMENT.name,
        title=ATTAINMENT.title,
        unit=Unit.PERCENT,
        better=ATTAINMENT.better,
        currency=setting.currency if metric.is_of_money else None,
        period=question.period,
        as_of=None,
        total=total,
        receipt=_write_receipt(connection, question, setting, metric, chosen),
        by=question.by,
        groups=_take_groups(connection, question, setting, metric, standings),
        change=_compare(connection, question, setting, total),
        question=write_question(ATTAINMENT.title, question),
        extras=(
            *_take_pace(chosen, setting),
            *(
                _take_other(connection, question, setting, METRICS[other], some)
                for other, some in goals.items()
                if other != name
            ),
        ),
    )


def _tell_period(question: Question, setting: Setting, goals: Sequence[Target]) -> Question:
    """The question as it is answered: a month within a quarter's goal gets the quarter's answer."""
    asked = question.period
    if asked is None or not goals:
        return question
    start, end = min(one.period.start for one in goals), max(one.period.end for one in goals)
    if asked.start <= start and end <= asked.end:
        return question
    told = Period(start, end)
    told = Period(start, end, label_period(told, Calendar(setting.fiscal_start)))
    compare = choose_comparison(told, setting) if question.compare else None
    return replace(question, period=told, compare=compare)


def _read_standings(
    connection: Connection,
    question: Question,
    setting: Setting,
    metric: Metric,
    goals: Sequence[Target],
    until: date | None = None,
) -> dict[Holder, Standing]:
    """What each holder reached in the periods of the goals, before the day `until`."""
    standings: dict[Holder, Standing] = {}
    for period in dict.fromkeys(goal.period for goal in goals):
        of_period = [goal for goal in goals if goal.period == period]
        level = of_period[0].level
        end = min(period.end, until or period.end)
        reached: dict[Holder, Decimal] = {}
        if end > period.start:
            part = Period(period.start, end)
            reached = read_reached(connection, question, setting, metric, part, level)
        for goal in of_period:
            standing = Standing(reached.get(goal.holder, Decimal(0)), goal.target, 1)
            standings[goal.holder] = standings.get(goal.holder, NOTHING) + standing
    return standings


def read_reached(
    connection: Connection,
    question: Question,
    setting: Setting,
    metric: Metric,
    period: Period,
    level: str,
) -> dict[Holder, Decimal]:
    """What each holder of a level reached in a period: minor units of money, else a count."""
    measure = metric.measure
    if measure is None:
        raise ValueError(f"{metric.name} has no rows to be reached with")
    population = find_population(connection, metric.basis, question, setting, period, setting.today)
    group = None
    if level != "everybody":
        group = expression_of(DIMENSIONS[level].column(metric.basis.table))
    tallies = read_tallies(connection, population, [measure], [], group, setting, {})
    part = parts_of(measure)[0]
    return {key: Decimal(tally.parts[part.key]) for key, tally in tallies.items()}


def take_standing(
    metric: Metric, standing: Standing, setting: Setting, key: str | None, label: str
) -> Reading:
    """How much was reached, as a share of the goals for a metric."""
    share = float(standing.reached / standing.target) if standing.target else None
    numerator, denominator = (
        in_whole(number, metric, setting) for number in (standing.reached, standing.target)
    )
    return Reading(key, label, share, standing.goals, numerator, denominator, unit=Unit.PERCENT)


def in_whole(number: Decimal, metric: Metric, setting: Setting) -> Number:
    """Money in major units; a count as a count."""
    if metric.unit is Unit.MONEY:
        return number.scaleb(-minor_digits(setting.currency))
    return int(number) if number == number.to_integral_value() else float(number)


def _take_groups(
    connection: Connection,
    question: Question,
    setting: Setting,
    metric: Metric,
    standings: dict[Holder, Standing],
) -> tuple[Reading, ...]:
    if question.by is None:
        return ()
    ids = [holder for holder in standings if isinstance(holder, int)]
    people = read_names(connection, setting.workspace_id, Person.__table__, ids)
    names = {
        holder: people[holder] if isinstance(holder, int) else str(holder) for holder in standings
    }
    readings = (
        take_standing(metric, standing, setting, names[holder], names[holder])
        for holder, standing in standings.items()
    )
    return tuple(sorted(readings, key=lambda one: (-(one.value or 0), one.label)))


def _take_pace(goals: Sequence[Target], setting: Setting) -> list[Reading]:
    """How much of the goals' working days has passed, while they are running."""
    pace = find_pace((goal.period for goal in goals), setting.today)
    if pace is None:
        return []
    return [
        Reading(
            PACE,
            "Working days passed",
            pace.share,
            pace.days,
            pace.passed,
            pace.days,
            unit=Unit.PERCENT,
        )
    ]


def _take_other(
    connection: Connection,
    question: Question,
    setting: Setting,
    metric: Metric,
    goals: Sequence[Target],
) -> Reading:
    standings = _read_standings(connection, question, setting, metric, goals)
    whole = sum(standings.values(), NOTHING)
    return take_standing(metric, whole, setting, metric.name, f"Goal for {metric.title.lower()}")


def _compare(
    connection: Connection, question: Question, setting: Setting, total: Reading
) -> Change | None:
    if question.compare is None:
        return None
    whole = find_whole(question.period, question.compare, setting.today)
    earlier = replace(question, period=whole, compare=None)
    before = answer_attainment(connection, earlier, setting, question.compare.end)
    change, relative = measure_change(Unit.PERCENT, total.value, before.total.value)
    fair = describe_fairness(question.period, question.compare, setting)
    return Change(question.compare, None, before.total, change, relative, fair, before.groups)


def _write_receipt(
    connection: Connection,
    question: Question,
    setting: Setting,
    metric: Metric,
    goals: Sequence[Target],
) -> Receipt:
    finished_at, file_name = read_freshness(connection, setting)
    calendar = Calendar(setting.fiscal_start)
    periods = sorted({goal.period for goal in goals}, key=lambda period: period.start)
    when = ", ".join(label_period(period, calendar) for period in periods)
    levels = {"everybody": "the company's", "team": "the teams'", "owner": "people's own"}
    notes = [
        f"Goals counted: {len(goals)} for {metric.title.lower()}, {levels[goals[0].level]}."
        if goals
        else "There is no goal for this period. Bring them in with: salesbell import goals FILE"
    ]
    if any(setting.today in period for period in periods):
        notes.append("A goal whose period is still running counts whole.")
    return Receipt(
        formula=f"sum of {metric.title.lower()} / sum of the goals for {metric.title.lower()}",
        basis=metric.basis_words,
        when=f"{when or write_period(question.period)} ({setting.zone.key})",
        scope=question.scope.label,
        filters=tuple(write_filter(one) for one in question.filters),
        data_as_of=finished_at,
        data_file=file_name,
        notes=tuple(notes),
    )
