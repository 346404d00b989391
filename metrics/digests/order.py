"""What is ordered: a digest for one recipient, with all that has to be known beforehand."""

from dataclasses import dataclass
from datetime import date

from metrics.digests.report import ActionProposal
from metrics.period import Period
from metrics.pipeline import QUIET_DAYS
from metrics.question import Question
from metrics.scope import Scope


@dataclass(frozen=True)
class EarlierAction:
    """An action that this recipient was asked for before, and the last word on it.

    Attributes:
        proposal: As it was told then; `metrics.digests.report.thaw_action` gives it back.
        state: "open", "done", "not_useful" or "later".
        asked_on: The day of the digest that asked.
        decided_on: The day somebody said what became of it, in the company's zone.
    """

    proposal: ActionProposal
    state: str
    asked_on: date
    decided_on: date | None = None


@dataclass(frozen=True)
class DigestOrder:
    """One digest for one recipient.

    Attributes:
        name: The digest's name, which becomes its title.
        kind: "leader", "team", "personal" or "own"; see `metrics.digests.kinds`.
        scope: What the recipient may see; nothing outside it is read.
        sections: Names from `metrics.digests.sections.SECTIONS`; their order does not matter.
        questions: Of an own digest: the words and what they ask.
        period: The days it tells about, all of them over.
        previous, year_before: What it is fairly held against (`metrics.schedule_periods`).
        earlier: Actions of earlier digests to the same recipient, of at least eight weeks, the
            newest first.
        quiet_days: No activity for so long is too quiet.
    """

    name: str
    kind: str
    scope: Scope
    sections: tuple[str, ...]
    period: Period
    previous: Period
    year_before: Period
    questions: tuple[tuple[str, Question], ...] = ()
    earlier: tuple[EarlierAction, ...] = ()
    quiet_days: int = QUIET_DAYS
