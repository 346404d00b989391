"""People mentioned with an @: Slack's ids become e-mail addresses, which the words know."""

import re

from slack_sdk.errors import SlackApiError

from bot.access import Directory

_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,})(?:\|[^>]*)?>")


def resolve_mentions(text: str, directory: Directory) -> str:
    """`text` with each mention replaced by that person's address, where Slack tells one."""

    def resolve(found: re.Match[str]) -> str:
        try:
            return directory.look_up(found[1]).email or found[0]
        except SlackApiError:
            return found[0]

    return _MENTION.sub(resolve, text)
