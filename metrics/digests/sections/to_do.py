"""The actions, as a section to choose; what they say stands in `DigestReport.actions`."""

from metrics.digests.briefing import Briefing
from metrics.digests.kinds import LEADER, PERSONAL, TEAM
from metrics.digests.section import Section


def read_nothing_more(_briefing: Briefing) -> None:
    """The actions are told beside the sections, each with its buttons."""


ACTIONS = Section(
    name="actions",
    title="Actions",
    what="One to three things to do, each with its owner, its reason and the day it is due.",
    read=read_nothing_more,
    kinds=frozenset({LEADER, TEAM, PERSONAL}),
)
