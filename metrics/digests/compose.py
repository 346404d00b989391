"""An order becomes a report: the sections are read, the point is found, the actions are chosen."""

from sqlalchemy import Connection

from metrics.calendar import name_day
from metrics.digests.actions import choose_actions
from metrics.digests.briefing import Briefing
from metrics.digests.headline import find_headline
from metrics.digests.order import DigestOrder
from metrics.digests.report import DigestReport, SectionReport
from metrics.digests.sections import SECTIONS
from metrics.digests.sections.to_do import ACTIONS
from metrics.digests.words import write_period
from metrics.question import Setting
from storage.problem import Problem


def compose_digest(connection: Connection, order: DigestOrder, setting: Setting) -> DigestReport:
    """What a digest says to one recipient today.

    Nothing outside the order's scope is read, named or counted. `setting.today` is the day the
    digest is sent: the period is over by then, and deals at risk are those of today.

    Raises:
        Problem: for a section that does not exist, or a question that can't be answered.
    """
    briefing = Briefing(connection, order, setting)
    sections = _read_sections(briefing)
    return DigestReport(
        title=order.name,
        period=order.period,
        period_words=write_period(order.period),
        headline=find_headline(briefing),
        sections=tuple(sections),
        actions=choose_actions(briefing) if ACTIONS.name in order.sections else (),
        quiet=is_quiet(briefing),
        scope=order.scope.label,
        currency=setting.currency,
        data_as_of=briefing.freshness.at,
        computed=tuple(_list_origins(briefing)),
    )


def is_quiet(briefing: Briefing) -> bool:
    """Nothing happened: no deal came, went, moved or needs attention."""
    return briefing.first_day is None or not (briefing.flow.stirred or briefing.at_risk.deals)


def _read_sections(briefing: Briefing) -> list[SectionReport]:
    wanted = set(briefing.order.sections)
    unknown = sorted(wanted - set(SECTIONS))
    if unknown:
        raise Problem(
            "unknown-section",
            what=f"There is no section called “{unknown[0][:40]}”.",
            fix=f"Use some of: {', '.join(SECTIONS)}.",
        )
    told = (section.read(briefing) for name, section in SECTIONS.items() if name in wanted)
    return [report for report in told if report is not None]


def _list_origins(briefing: Briefing) -> list[str]:
    setting, fresh = briefing.setting, briefing.freshness
    origins = [f"Computed for: {briefing.order.scope.label}.", f"Zone: {setting.zone.key}."]
    if fresh.day is None:
        origins.append("No data has been imported yet.")
    else:
        origins.append(f"Data of {name_day(fresh.day)} ({fresh.file_name}).")
    return origins
