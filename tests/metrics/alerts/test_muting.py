"""A wider alert speaks for the narrower ones that would only repeat it."""

import pytest

from metrics.alerts.muting import Alarm, Area, find_area, find_muting
from metrics.alerts.rule import Kind, Rule
from metrics.question import Filter, Question
from metrics.scope import Scope

BELOW = Rule("win_rate", Kind.BELOW, 0.18)
TEAM = frozenset({1, 2, 3})
HOLDERS = {"owner": {"Ann": frozenset({1}), "Bo": frozenset({9})}, "team": {"East": TEAM}}
EVERYBODY = Scope.everything()


def ask(by: str | None = None, *filters: Filter, scope: Scope = EVERYBODY) -> Question:
    return Question(("win_rate",), scope, filters=filters, by=by)


def alarm(number: int, question: Question, group: str = "", rule: Rule = BELOW) -> Alarm:
    return Alarm(number, f"rule {number}", rule, find_area(question, group, HOLDERS))


COMPANY = alarm(1, ask())
EAST = alarm(2, ask(scope=Scope(TEAM, "East")))
EAST_BY_TEAM = alarm(3, ask("team"), "East")
ANN = alarm(4, ask("owner"), "Ann")
BO = alarm(5, ask("owner"), "Bo")
SMALL = alarm(6, ask("segment"), "SMB")
SMALL_EAST = alarm(7, ask(None, Filter("segment", ("SMB",)), scope=Scope(TEAM, "East")))


@pytest.mark.parametrize(
    ("says", "narrow", "wide", "muted"),
    [
        ("the company's explains a team's", EAST, COMPANY, True),
        ("a team's explains its rep's", ANN, EAST, True),
        ("so does the team's group of a rule by team", ANN, EAST_BY_TEAM, True),
        ("but not that of a rep of another team", BO, EAST, False),
        ("a rep's does not explain the team's", EAST, ANN, False),
        ("the company's explains a segment's", SMALL, COMPANY, True),
        ("a segment's explains the same segment of a team", SMALL_EAST, SMALL, True),
        ("a team's does not explain a segment of the company", SMALL, EAST, False),
        ("two rules about the same do not silence each other", EAST, EAST_BY_TEAM, False),
        ("no rule silences itself", ANN, ANN, False),
    ],
)
def test_a_wider_alert_explains_a_narrower_one(
    says: str, narrow: Alarm, wide: Alarm, muted: bool
) -> None:
    assert find_muting(narrow, [wide]) == (wide.name if muted else ""), says


@pytest.mark.parametrize(
    "rule",
    [
        Rule("bookings", Kind.BELOW, 1_000),
        Rule("win_rate", Kind.ABOVE, 0.5),
        Rule("win_rate", Kind.UNUSUAL),
        Rule("", Kind.STALE),
    ],
)
def test_only_an_alert_about_the_same_trouble_explains(rule: Rule) -> None:
    wide = Alarm(1, "company", rule, Area(None, {}))
    assert find_muting(ANN, [wide]) == ""


def test_a_fall_explains_being_below_a_line() -> None:
    fell = Alarm(1, "company", Rule("win_rate", Kind.FELL, 0.05), Area(None, {}))
    assert find_muting(ANN, [fell]) == "company"


def test_the_deals_of_nobody_are_no_part_of_a_team() -> None:
    area = find_area(ask(None, Filter("owner", ("Ann", None))), "", HOLDERS)
    assert area == Area(None, {"owner": frozenset({"Ann", None})})
    assert not EAST.area.covers(area)
    assert COMPANY.area.covers(area)
