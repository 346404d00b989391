"""The form of a goal: opened empty, with what was proposed, or to edit one; looked at; kept."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.bell import Bell
from bot.buttons.carried import read_text
from bot.buttons.form import Form, find_block
from bot.buttons.goal_carried import read_carried_goal
from bot.buttons.goal_list import keep_goal
from bot.buttons.window import open_window
from bot.commands.goal import GoalDesk
from bot.commands.goal_holders import (
    Holder,
    check_may_set,
    list_teams,
    may_set_goals,
    name_holder,
    refuse_goals,
    write_holder,
)
from bot.commands.goal_words import (
    GOAL_METRICS,
    read_goal_holder,
    read_goal_period,
    read_goal_target,
)
from bot.messages import goal_form as names
from bot.messages.blocks import carry
from bot.messages.goal import carry_goal
from bot.messages.goal_form import GoalFields, read_goal_fields, show_goal_form
from bot.request import Request
from metrics.calendar import Calendar, name_period
from metrics.metric import Metric
from metrics.period import Period
from metrics.units import Unit, minor_digits
from storage.goals import GoalPlan, GoalRow
from storage.problem import Problem

_TITLE = "Set a goal"
_FIRST_TEAMS = 3


def open_goal_form(bell: Bell, request: Request) -> None:
    """The form: empty, or with what was proposed."""
    _open(bell, request, None)


def edit_goal(bell: Bell, request: Request) -> None:
    """The form of a goal that is there."""
    goal = read_carried_goal(request.value)
    _open(bell, request, goal if isinstance(goal, GoalRow) else None)


def _open(bell: Bell, request: Request, goal: GoalRow | None) -> None:
    with open_window(bell, request, _TITLE) as window:
        desk = GoalDesk.open(bell, request)
        if not may_set_goals(desk.asker):
            raise refuse_goals()
        plan = goal or (read_carried_goal(request.value) if "m" in request.value else None)
        if goal is not None:
            check_may_set(desk.asker, goal, bell.numbers.read_vocabulary())
        fields = _fill_in(desk, plan) if plan else GoalFields(metric=next(iter(GOAL_METRICS)))
        window.fill(
            show_goal_form(
                fields,
                {metric.name: metric.title for metric in GOAL_METRICS.values()},
                _say_whose(desk),
                carry(carry_goal(goal)) if goal else "",
                "What you change here takes the place of the goal until now." if goal else "",
            )
        )


def review_goal(bell: Bell, request: Request) -> Mapping[str, str]:
    """What is wrong with a form, by the ids of its blocks."""
    faults = _read(GoalDesk.open(bell, request), read_goal_fields(request.view))[1]
    return {
        find_block(request.view, field): _say_fault(problem) for field, problem in faults.items()
    }


def save_goal(bell: Bell, request: Request) -> None:
    """Keep the goal of a form; told in the direct messages, as a form has no other place."""
    desk = GoalDesk.open(bell, request)
    plan, faults = _read(desk, read_goal_fields(request.view))
    if plan is None:
        raise next(iter(faults.values()))
    before = read_carried_goal(request.value) if read_text(request, "g") else None
    goal = before if isinstance(before, GoalRow) else None
    bell.answerer.post(request.user, keep_goal(desk, plan, goal))


GOAL = Form(save_goal, review=review_goal)


def _read(desk: GoalDesk, fields: GoalFields) -> tuple[GoalPlan | None, dict[str, Problem]]:
    """The goal that a form says, or what is wrong with each field."""
    numbers = desk.bell.numbers
    setting, vocabulary = numbers.setting(desk.now), numbers.read_vocabulary()
    faults: dict[str, Problem] = {}
    metric = _try(faults, names.METRIC, lambda: _find_metric(fields.metric))
    some = metric or next(iter(GOAL_METRICS.values()))
    target = _try(faults, names.TARGET, lambda: read_goal_target(fields.target, some, setting))
    period = _try(faults, names.PERIOD, lambda: read_goal_period(fields.period, setting))

    def read_who() -> Holder:
        found = read_goal_holder(fields.who, desk.asker, vocabulary, setting)
        check_may_set(desk.asker, found, vocabulary)
        return found

    holder = _try(faults, names.WHO, read_who)
    if metric is None or target is None or period is None or holder is None:
        return None, faults
    return (
        GoalPlan(metric.name, period.start, period.end, holder.owner_id, holder.team, target),
        faults,
    )


_Read = TypeVar("_Read")


def _try(faults: dict[str, Problem], field: str, read: Callable[[], _Read]) -> _Read | None:
    """What a field says; None when it is wrong, which is noted."""
    try:
        return read()
    except Problem as problem:
        faults[field] = problem
        return None


def _find_metric(name: str) -> Metric:
    if name not in GOAL_METRICS:
        raise Problem("goal-metric", what="It names no number.", fix="Choose one.")
    return GOAL_METRICS[name]


def _fill_in(desk: GoalDesk, plan: GoalPlan) -> GoalFields:
    """A goal as its form is filled in."""
    numbers = desk.bell.numbers
    calendar = Calendar(numbers.company.fiscal_year_starts)
    return GoalFields(
        metric=plan.metric if plan.metric in GOAL_METRICS else "",
        who=_write_who(desk, plan),
        period=name_period(Period(plan.start_on, plan.end_on), calendar),
        target=_write_target(plan, numbers.company.currency),
    )


def _write_who(desk: GoalDesk, plan: GoalPlan) -> str:
    """The plain name where that is clear."""
    numbers = desk.bell.numbers
    vocabulary = numbers.read_vocabulary()
    plain = name_holder(plan, vocabulary)
    try:
        read = read_goal_holder(plain, desk.asker, vocabulary, numbers.setting(desk.now))
    except Problem:
        read = None
    same = read == Holder(plan.owner_id, plan.team)
    return plain if same else write_holder(plan, vocabulary)


def _write_target(plan: GoalPlan, currency: str) -> str:
    """A target in figures that leave no doubt which mark is which."""
    metric = GOAL_METRICS.get(plan.metric)
    if metric is not None and metric.unit is Unit.PERCENT:
        return f"{(plan.target * 100).normalize():f} %"
    money = metric is not None and metric.unit is Unit.MONEY
    number = plan.target.scaleb(-minor_digits(currency)) if money else plan.target
    whole = number == number.to_integral_value()
    return f"{number:.0f}" if whole else f"{number:.4f}"


def _say_whose(desk: GoalDesk) -> str:
    """Whom somebody may set goals for, in the words they may be typed with."""
    if desk.asker.role == "administrator":
        return "everybody, team West, Anna Berg"
    teams = list_teams(desk.bell.numbers.read_vocabulary(), desk.asker)[:_FIRST_TEAMS]
    return " or ".join([*(f"team {name}" for name in teams), "somebody in your team"])


def _say_fault(problem: Problem) -> str:
    """A Problem in the room below a field."""
    near = " or ".join(problem.suggestions[:_FIRST_TEAMS])
    parts = (problem.what, problem.why, problem.fix, f"For example: {near}" if near else "")
    return " ".join(part for part in parts if part)
