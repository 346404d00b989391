"""What would have come of a rule in the last year: in words, and as a chart. Pure."""

from metrics.alerts.phrases import say_line, say_number, say_points, say_relative_size, say_what
from metrics.alerts.replay import Incident, Replay, find_distance
from metrics.alerts.rule import Kind, Rule, Sort
from metrics.calendar import name_day
from metrics.catalog import METRICS
from metrics.charts.spec import ChartSpec, Target
from metrics.charts.watch import chart_of_watch
from metrics.money import MINUS, say_count
from metrics.question import Question, Setting
from metrics.units import Unit

MOST = 6
"""Incidents that are named, the newest first; the others are counted."""
_YEAR = 350
"""Fewer days than that are no year."""
_NAMED = 3
_OFTEN = 12
"""More incidents a year than that are not looked at any more."""
FEWER = (
    "That is often. There are fewer with more days in a row (for 3 days), quiet certainty, or a "
    "line that is further away."
)


def say_replay(replay: Replay, currency: str) -> list[str]:
    """How often it would have fired, and when; how near it came where it never did."""
    if replay.first is None or replay.last is None:
        return ["There is too little data to look back on."]
    lines = [_say_count(replay), *map(_say_incident, reversed(replay.incidents[-MOST:]))]
    if len(replay.incidents) > MOST:
        lines.append(f"and {len(replay.incidents) - MOST} more")
    if not replay.incidents and (nearest := _say_nearest(replay, currency)):
        lines.append(nearest)
    if replay.a_year > _OFTEN:
        lines.append(FEWER)
    if replay.left_out:
        groups = say_count(replay.left_out, "small group")
        lines.append(f"{groups} {'was' if replay.left_out == 1 else 'were'} not looked back on.")
    if replay.covered < _YEAR:
        days = say_count(replay.covered, "day")
        lines.append(f"The data goes back no further than {days} with a whole window.")
    return lines


def draw_replay(replay: Replay, question: Question, setting: Setting) -> ChartSpec | None:
    """The year of the group that fired most often; None where there is too little to draw."""
    rule = replay.rule
    course = next(iter(replay.courses), None)
    if course is None or not rule.metric:
        return None
    metric, is_change = METRICS[rule.metric], rule.kind in (Kind.FELL, Kind.ROSE)
    of_money = metric.is_of_money and not is_change
    group = say_what(question, course.label)
    return chart_of_watch(
        course.seen,
        unit=Unit.PERCENT if is_change else metric.unit,
        currency=setting.currency if of_money else None,
        title=f"{course.label or 'It'} would {_say_times(course.fired)}",
        subtitle=f"{group}{', its change' if is_change else ''} · {question.scope.label}",
        line=_find_target(replay, setting.currency),
        recover=_find_recover(rule, setting.currency),
        turns=course.turns,
        looks_down=rule.looks_down,
        band="what is usual" if rule.kind is Kind.UNUSUAL else "95\N{NO-BREAK SPACE}% range",
    )


def _say_count(replay: Replay) -> str:
    fired = len(replay.incidents)
    looked = "every day" if replay.every == 1 else f"every {replay.every} days"
    if not fired:
        return f"It would {_say_times(0)}; looked at {looked}."
    told = replay.messages
    heard = f"; people would have been told {_count(told)}" if told != fired else ""
    return f"It would {_say_times(fired)}{heard}."


def _say_times(fired: int) -> str:
    return f"have fired {_count(fired)}" if fired else "not have fired"


def _count(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def _say_incident(incident: Incident) -> str:
    """When it would have fired: "3 May to 20 May 2026: West"."""
    groups = [group for group in incident.groups if group]
    named = ", ".join(groups[:_NAMED])
    named += f" and {len(groups) - _NAMED} more" if len(groups) > _NAMED else ""
    began = name_day(incident.began)
    when = f"since {began}" if incident.ended is None else f"{began} to {name_day(incident.ended)}"
    return f"• {when}{f': {named}' if named else ''}"


def _say_nearest(replay: Replay, currency: str) -> str:
    """The day that came nearest to the line, of any group, or was beyond it and could not tell."""
    if replay.rule.line is None:
        return ""
    found = [
        (distance, course.label, day, verdict)
        for course in replay.courses
        if course.nearest is not None
        for day, verdict in (course.nearest,)
        if (distance := find_distance(replay.rule, verdict)) is not None
    ]
    if not found:
        return ""
    distance, label, day, verdict = min(found, key=lambda one: one[:3])
    value = say_judged(replay.rule, verdict.value or 0.0, currency)
    group = f" for {label}" if label else ""
    if distance >= 0:
        return f"It came nearest on {name_day(day)}{group}: {value}."
    noun = "lead" if METRICS[replay.rule.metric].basis.table == "leads" else "deal"
    few = f" of {say_count(verdict.n, noun)}" if verdict.n else ""
    return f"On {name_day(day)} it was beyond the line{group}, but not surely: {value}{few}."


def say_judged(rule: Rule, value: float, currency: str) -> str:
    """A value as a rule judges it: the number, or its change with its sign."""
    if rule.kind not in (Kind.FELL, Kind.ROSE):
        return say_number(value, METRICS[rule.metric], currency)
    say = say_points if rule.sort is Sort.SHARE else say_relative_size
    return f"{MINUS if value < 0 else '+'}{say(value)}"


def _find_target(replay: Replay, currency: str) -> Target | None:
    """The line, as the values stand against it."""
    if replay.line is None:
        return None
    sign = MINUS if replay.line < 0 else ""
    return Target(replay.line, f"line: {sign}{say_line(replay.rule, currency)}")


def _find_recover(rule: Rule, currency: str) -> Target | None:
    if rule.recover_line is None:
        return None
    value = -rule.recover_line if rule.kind is Kind.FELL else rule.recover_line
    return Target(value, f"over from {say_judged(rule, value, currency)}")
