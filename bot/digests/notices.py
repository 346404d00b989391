"""What a digest has to tell people beside its numbers: that it broke, was skipped, has no owner."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.delivery.notices import make_notice
from metrics.schedule_slots import Slot, describe_slot
from storage.digests import DigestRow
from storage.outbox import Parcel
from storage.problem import Problem


def tell_broken(
    digest: DigestRow,
    problems: Sequence[Problem],
    since: datetime,
    users: Iterable[str],
    now: datetime,
) -> list[Parcel]:
    """Tells people that a digest can't be told, once for each time it breaks.

    Args:
        digest: Which one.
        problems: One for each recipient who got nothing.
        since: When it broke.
        users: Who is told.
        now: The present instant.
    """
    problem, missed, of = problems[0], len(problems), len(set(digest.recipients))
    who = "nobody got it" if missed == of else f"{missed} of {of} recipients did not get it"
    told = Problem(
        "digest-broken",
        what=f"The digest {digest.name} is broken: {who} this time.",
        why=f"{problem.what} {problem.why}".strip(),
        fix=f"It goes on by itself as soon as that is mended. {problem.fix}".strip(),
    )
    subject = f"broken:{digest.id}:{since:%Y-%m-%dT%H:%M}"
    return [make_notice(subject, user, told, now) for user in dict.fromkeys(users)]


def tell_skipped(
    digest: DigestRow, slots: Sequence[Slot], hours: int, users: Iterable[str], now: datetime
) -> list[Parcel]:
    """Tells the owner, in one word for all of them, which slots were skipped."""
    zone = ZoneInfo(digest.zone)
    last = describe_slot(slots[-1], zone)
    many = "" if len(slots) == 1 else f", and {len(slots) - 1} before it"
    told = Problem(
        "digest-skipped",
        what=f"The digest {digest.name} of {last} was not sent{many}.",
        why="salesbell was not running when it was due, or could not reach Slack. Of what was "
        f"missed only the newest is made up for, and that at most {say_hours(hours)} late.",
        fix="Send it now if you still need it: /sales digest",
    )
    subject = f"skipped:{digest.id}:{slots[-1].wall}"
    return [make_notice(subject, user, told, now) for user in dict.fromkeys(users)]


def say_hours(hours: int) -> str:
    """So many hours, in words."""
    return "1 hour" if hours == 1 else f"{hours} hours"


def tell_owner_gone(
    digest: DigestRow, name: str, users: Iterable[str], now: datetime
) -> list[Parcel]:
    """Tells the administrators that a digest needs a new owner, weekly at most."""
    told = Problem(
        "digest-owner-gone",
        what=f"The digest {digest.name} has no owner any more.",
        why=f"{name} has left Slack or the sales people. It is still sent, but nobody hears of it "
        "when something is wrong.",
        fix="Hand it over to somebody, or delete it: /sales digest",
    )
    year, week, _ = now.astimezone(ZoneInfo(digest.zone)).isocalendar()
    subject = f"ghost:{digest.id}:{year}-W{week:02}"
    return [make_notice(subject, user, told, now) for user in dict.fromkeys(users)]
