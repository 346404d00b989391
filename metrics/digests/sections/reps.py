"""The team's reps one by one, fairly: each against the own goal, win rates over a whole quarter."""

from collections.abc import Sequence

from metrics.calendar import name_day
from metrics.digests.briefing import BASELINE_WEEKS, Briefing
from metrics.digests.goal_pace import GoalPace
from metrics.digests.kinds import LEADER, TEAM
from metrics.digests.people import OTHERS, Row, read_rows
from metrics.digests.report import Cell, Grid, SectionReport
from metrics.digests.section import Section
from metrics.digests.words import count_cell, join, make_grid, money_cell, say_money
from metrics.money import say_count, say_value
from metrics.units import Unit

_SHOWN = 10
_WEEKS = BASELINE_WEEKS + 1


def read_reps(briefing: Briefing) -> SectionReport | None:
    """A line for each rep; None while there is no deal."""
    return _read(briefing, REPS, "owner", "Rep", "rep")


def read_teams(briefing: Briefing) -> SectionReport | None:
    """A line for each team; None while there is no deal, or with fewer than two teams."""
    return _read(briefing, TEAMS, "team", "Team", "team")


def _read(
    briefing: Briefing, section: Section, by: str, heading: str, noun: str
) -> SectionReport | None:
    rows = [] if briefing.first_day is None else read_rows(briefing, by)
    if len(rows) < 2:
        return None
    currency = briefing.setting.currency
    grid = _make_small_grid(heading, rows[:_SHOWN], currency)
    return SectionReport(
        name=section.name,
        title=section.title,
        sentence=_say_finding(rows, noun, currency),
        lines=tuple(_list_lines(rows)),
        grid=grid,
        details=(_make_grid(section.title, heading, rows, briefing.goal, currency),),
    )


def _say_finding(rows: Sequence[Row], noun: str, currency: str) -> str:
    sellers = [row for row in rows if row.won and row.label != OTHERS]
    named = [row for row in rows if row.label != OTHERS]
    booked = sum(row.bookings for row in rows)
    if not sellers:
        return f"None of the {say_count(len(named), noun)} won a deal."
    best = max(sellers, key=lambda row: row.bookings)
    who = f"{len(sellers):,} of {say_count(len(named), noun)} won something"
    if not best.bookings:
        return f"{who}."
    share = "all" if best.bookings == booked else _percent(float(best.bookings / booked))
    return f"{who}; {best.label} booked {say_money(best.bookings, currency)}, {share} of it."


def _list_lines(rows: Sequence[Row]) -> list[str]:
    lines = [f"Win rates are those of {_WEEKS} weeks: those of a single week are mostly chance."]
    new = [
        f"{row.label} (since {name_day(row.new_since)})"
        for row in rows
        if row.new_since is not None
    ]
    if new:
        lines.append(f"Still new, so not to be compared yet: {join(new)}.")
    return lines


def _make_small_grid(heading: str, rows: Sequence[Row], currency: str) -> Grid:
    headings = (heading, "Booked", "Goal reached", "Win rate")
    return make_grid(
        f"By {heading.lower()}",
        headings,
        [
            (
                Cell(row.label),
                Cell(say_money(row.bookings, currency), float(row.bookings)),
                _share_cell(row.share),
                _rate_cell(row),
            )
            for row in rows
        ],
    )


def _make_grid(
    title: str, heading: str, rows: Sequence[Row], goal: GoalPace | None, currency: str
) -> Grid:
    headings = (
        heading,
        "Booked",
        "Deals won",
        "Goal",
        "Goal reached",
        f"Win rate, {_WEEKS} weeks",
        "New pipeline",
        "Open deals",
        "Open pipeline",
    )
    return make_grid(
        title,
        headings,
        [
            (
                Cell(row.label),
                money_cell(row.bookings, currency),
                count_cell(row.won),
                _target_cell(row, goal, currency),
                _share_cell(row.share),
                _rate_cell(row),
                money_cell(row.created, currency),
                count_cell(row.open_deals),
                money_cell(row.open_value, currency),
            )
            for row in rows
        ],
    )


def _target_cell(row: Row, goal: GoalPace | None, currency: str) -> Cell:
    if goal is None or not row.target:
        return Cell("")
    return Cell(say_value(row.target, goal.unit, currency), float(row.target))


def _share_cell(share: float | None) -> Cell:
    return Cell("no goal") if share is None else Cell(_percent(share), share)


def _rate_cell(row: Row) -> Cell:
    if not row.recent_decided:
        return Cell("no data")
    rate = row.recent_won / row.recent_decided
    return Cell(f"{_percent(rate)} ({row.recent_won:,} of {row.recent_decided:,})", rate)


def _percent(share: float) -> str:
    return say_value(share, Unit.PERCENT, short=True)


REPS = Section(
    name="reps",
    title="By rep",
    what="Each rep of the team: booked, goal reached, win rate, new and open pipeline.",
    read=read_reps,
    kinds=frozenset({TEAM}),
)
TEAMS = Section(
    name="teams",
    title="By team",
    what="Each team: booked, goal reached, win rate, new and open pipeline.",
    read=read_teams,
    kinds=frozenset({LEADER}),
)
