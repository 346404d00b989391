"""Recognising whoever asks: Slack's profile, our people, and a note of which is whom."""

from datetime import datetime

from bot.access import find_by_email, identify
from bot.asker import Asker
from bot.numbers import Numbers
from bot.profile import Profile


def recognise(numbers: Numbers, profile: Profile, now: datetime) -> Asker:
    """The asker behind a Slack profile. That this person is that Slack user is remembered.

    Raises:
        Problem: as `bot.access.identify` does.
    """
    people = numbers.read_people(now)
    asker = identify(profile, people, numbers.company.reps_see)
    person = find_by_email(profile.email, people)
    if person is not None and person.slack_user_id != profile.user:
        numbers.link_slack_user(person.id, profile.user)
    return asker
