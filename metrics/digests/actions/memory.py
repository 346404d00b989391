"""What people said of earlier actions decides whether, and how, something is asked for again; pure.

* Not useful: not asked for again in eight weeks.
* Later: not again in the same week.
* Done: again only when newer data shows that it is still as it was, and saying so.
* No word: again, saying since when; after three times, behind everything else.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from metrics.calendar import name_day, week_of
from metrics.digests.order import EarlierAction
from metrics.digests.report import ActionProposal

REST_AFTER_NO = timedelta(weeks=8)
TIRED_AFTER = 3


def find_last_word(subject: str, earlier: Sequence[EarlierAction]) -> EarlierAction | None:
    """The newest earlier action of that subject of which somebody said something."""
    told = [one for one in earlier if one.proposal.subject == subject and one.state != "open"]
    return max(told, key=lambda one: (one.decided_on or one.asked_on, one.asked_on), default=None)


def may_ask(
    subject: str, earlier: Sequence[EarlierAction], today: date, data_day: date | None
) -> bool:
    """Whether something may be asked for, after what was said of it before."""
    last = find_last_word(subject, earlier)
    if last is None:
        return True
    said_on = last.decided_on or last.asked_on
    if last.state == "not_useful":
        return today - said_on >= REST_AFTER_NO
    if last.state == "later":
        return today >= week_of(said_on).end
    return data_day is not None and data_day > said_on


def count_unanswered(subject: str, earlier: Sequence[EarlierAction]) -> int:
    """How often it was asked for since the last word on it, without an answer."""
    last = find_last_word(subject, earlier)
    since = date.min if last is None else last.asked_on
    return sum(
        one.proposal.subject == subject and one.state == "open" and one.asked_on > since
        for one in earlier
    )


def remind(action: ActionProposal, earlier: Sequence[EarlierAction]) -> ActionProposal:
    """The action, owning up in its reason to having been asked for before."""
    times = count_unanswered(action.subject, earlier)
    last = find_last_word(action.subject, earlier)
    if times:
        how_often = "once" if times == 1 else f"{times} times"
        note = f"Asked for {how_often} already, without an answer."
    elif last is not None and last.state == "done":
        day = name_day(last.decided_on or last.asked_on)
        note = f"Said to be done on {day}, but the data still shows it."
    else:
        return action
    return replace(action, why=f"{action.why} {note}")


def is_tired(subject: str, earlier: Sequence[EarlierAction]) -> bool:
    """Whether it was asked for so often without an answer that others come first."""
    return count_unanswered(subject, earlier) >= TIRED_AFTER
