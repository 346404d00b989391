"""Composition objects: texts, options, confirmations, filters and references to files."""

import re

from bot.playground.blocks.shape import (
    Check,
    Inspection,
    Json,
    array,
    boolean,
    enum,
    is_type,
    only_one_of,
    text,
    thing,
    typed,
)

FILE_ID = re.compile(r"F[A-Z0-9]{8,}")


def plain(most: int) -> Check:
    """A plain_text object of at most `most` characters."""
    return typed({"plain_text": thing({"type": is_type, "text": text(most)}, {"emoji": boolean})})


def words(most: int) -> Check:
    """A plain_text or mrkdwn object of at most `most` characters."""
    return typed(
        {
            "plain_text": thing({"type": is_type, "text": text(most)}, {"emoji": boolean}),
            "mrkdwn": thing({"type": is_type, "text": text(most)}, {"verbatim": boolean}),
        }
    )


CONFIRM = thing(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": enum("primary", "danger")},
)

MENU_OPTION = thing({"text": plain(75), "value": text(150)}, {"description": plain(75)})
OVERFLOW_OPTION = thing(
    {"text": plain(75), "value": text(150)}, {"description": plain(75), "url": text(3000)}
)
LIST_OPTION = thing({"text": words(75), "value": text(150)}, {"description": words(75)})
OPTION_GROUP = thing({"label": plain(75), "options": array(MENU_OPTION, 100)})

CONVERSATION_FILTER = thing(
    {},
    {
        "include": array(enum("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def slack_file(value: Json, at: str, seen: Inspection) -> None:
    """A reference to an uploaded file: by id or by address, known, finished and ready."""
    before = len(seen.findings)
    thing({}, {"id": text(255), "url": text(3000)}, only_one_of("id", "url"))(value, at, seen)
    if len(seen.findings) > before:
        return
    file_id = value.get("id")
    if file_id is not None and not FILE_ID.fullmatch(file_id):
        seen.complain(f"{at}/id", "does not match the pattern ^[F][A-Z0-9]{8,}$")
        return
    complaint = seen.look_up_file(value)
    if complaint is not None:
        seen.complain(at, complaint)
