"""People mentioned with an @: Slack's ids become e-mail addresses, which the words know."""

import re
from collections.abc import Container

from bot.directory import Directory
from storage.problem import Problem

MOST = 10
"""Mentions looked up for one text: each asks Slack, and Slack answers only so many a minute."""

_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,})(?:\|[^>]*)?>")


def resolve_mentions(text: str, directory: Directory, known: Container[str]) -> str:
    """`text` with mentions replaced by those persons' addresses.

    Only addresses that are `known` are written: no other of Slack's addresses is told to anybody.
    What can't be looked up stays a mention, which the words don't know.
    """
    addresses: dict[str, str] = {}
    for user in list(dict.fromkeys(_MENTION.findall(text)))[:MOST]:
        try:
            email = directory.look_up(user).email
        except Problem:
            continue
        if email and email in known:
            addresses[user] = email
    return _MENTION.sub(lambda found: addresses.get(found[1], found[0]), text)
