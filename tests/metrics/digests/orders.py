"""Orders of digests for the tests: the week before a Monday, for a scope."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from metrics.digests.order import DigestOrder
from metrics.digests.report import ActionProposal, DigestReport, Figure, SectionReport
from metrics.digests.sections import sections_of
from metrics.period import Period
from metrics.question import Setting
from metrics.schedule_periods import previous_of, year_before
from metrics.scope import Scope

MONDAY = date(2026, 11, 23)
WEEK = Period(date(2026, 11, 16), MONDAY, "week 47 2026")
IN_WEEK = date(2026, 11, 18)
WEEK_BEFORE = date(2026, 11, 11)
SETTING = Setting(1, MONDAY, ZoneInfo("UTC"))
EVERYTHING = Scope.everything()


def order_week(
    scope: Scope = EVERYTHING, kind: str = "leader", week: Period = WEEK, **more: Any
) -> DigestOrder:
    """A digest of a week with the sections that its kind has."""
    plan: dict[str, Any] = {
        "name": "Monday digest",
        "kind": kind,
        "scope": scope,
        "sections": sections_of(kind),
        "period": week,
        "previous": previous_of(week),
        "year_before": year_before(week),
    }
    return DigestOrder(**{**plan, **more})


def find_section(report: DigestReport, name: str) -> SectionReport:
    """The section of that name, which must be there."""
    return next(section for section in report.sections if section.name == name)


def find_figure(report: DigestReport, metric: str) -> Figure:
    """The key figure of that metric."""
    figures = find_section(report, "figures").figures
    return next(figure for figure in figures if figure.metric == metric)


def propose(subject: str, **more: Any) -> ActionProposal:
    """An action that was asked for once."""
    plan: dict[str, Any] = {
        "subject": subject,
        "what": "Call Acme",
        "why": "It is late.",
        "owner_id": 1,
        "owner": "Ann",
        "due_on": MONDAY - timedelta(days=3),
        "stands_on": (1,),
    }
    return ActionProposal(**{**plan, **more})


def list_sentences(report: DigestReport) -> list[str]:
    """Everything a digest says in sentences."""
    said = [report.headline, *(action.why for action in report.actions)]
    return [*said, *(section.sentence for section in report.sections)]


def list_words(report: DigestReport) -> list[str]:
    """Every text of a digest, tables and charts included."""
    said = [report.title, report.period_words, report.scope, *report.computed]
    said += list_sentences(report)
    for action in report.actions:
        said += [action.subject, action.what, action.owner]
    for section in report.sections:
        said += [section.title, *section.lines]
        for figure in section.figures:
            said += [figure.title, figure.words]
            said += [words for one in figure.against for words in (one.name, one.words)]
        if section.chart is not None:
            said += [section.chart.title, section.chart.subtitle, section.chart.alt_text]
        for grid in (*section.details, *([section.grid] if section.grid else [])):
            said += [grid.title, *grid.headings]
            said += [cell.words for row in grid.rows for cell in row]
    return said
