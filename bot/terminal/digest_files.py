"""`salesbell digests apply FILE` and `digests export`: digests under version control."""

from collections.abc import Sequence
from datetime import datetime

from bot.digests.plan_changes import DigestKeeper
from bot.digests.plan_file import DIGESTS, PlanEntry
from bot.digests.plan_words import describe_digest, understand_entries
from bot.plans.changes import FilePlan
from bot.plans.names import Names
from bot.plans.places import Fault
from bot.terminal.digests import read_digests
from bot.terminal.plan_files import Sort
from bot.terminal.tick import Workshop
from metrics.calendar import Calendar
from storage.digests import DigestPlan


def _understand(
    workshop: Workshop, name: str, entries: Sequence[PlanEntry], names: Names
) -> list[FilePlan[DigestPlan]]:
    calendar = Calendar(workshop.numbers.company.fiscal_year_starts)
    return understand_entries(name, entries, names, calendar)


def _find_faults(workshop: Workshop, one: FilePlan[DigestPlan], now: datetime) -> Sequence[Fault]:
    desk = workshop.desk
    owner = desk.find_audience(one.plan.owner, now).asker
    return desk.find_faults(one.plan, owner, now)


DIGEST_FILES = Sort(
    DIGESTS,
    _understand,
    lambda _workshop, digest, names: describe_digest(digest, names),
    lambda workshop: read_digests(workshop.numbers),
    lambda workshop: DigestKeeper(workshop.numbers.engine, workshop.numbers.workspace_id),
    _find_faults,
)
