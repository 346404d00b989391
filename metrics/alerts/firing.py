"""One rule that fires, or did, and all that is known of it: what is told is made of this."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from metrics.alerts.cause import Why
from metrics.alerts.check import RuleCheck
from metrics.alerts.headlines import Headline
from metrics.alerts.pictures import Course
from metrics.alerts.rule import Rule
from metrics.alerts.windows import Windows
from metrics.question import Question, Setting

NO_COURSE = Course()


@dataclass(frozen=True)
class Firing:
    """One rule that fires, or did, and all that is known of it.

    Attributes:
        name: The rule's.
        question: What it asks, in the scope of those who are told.
        check: All its groups, judged.
        windows: What was looked at.
        why: What is behind it; None where nothing can be said.
        course: What the number did before, where one group fires.
        restated: What newer data has made of what was told before; may be empty.
        usual_gap: How often newer data comes; None where that is not known.
        data_as_of: When the newest came.
    """

    name: str
    question: Question
    check: RuleCheck
    windows: Windows
    why: Why | None = None
    course: Course = NO_COURSE
    restated: str = ""
    usual_gap: timedelta | None = None
    data_as_of: datetime | None = None

    @property
    def rule(self) -> Rule:
        """How it judges."""
        return self.check.rule

    def head(self, setting: Setting) -> Headline:
        """Says what its check has found."""
        return Headline(self.question, self.check, self.windows, setting, usual_gap=self.usual_gap)
