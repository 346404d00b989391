"""The acts of administrators as the page sends them, and what it shows of the app."""

from collections.abc import Callable

from bot.playground.administration import REVOKED
from bot.playground.playground import Playground
from bot.playground.state import Json, Outcome


def administer(playground: Playground, body: dict[str, Json]) -> Outcome:
    """Do what an administrator asks for in `act`.

    Raises:
        KeyError: There is no such act, or something it needs was left out.
    """
    admin = playground.admin
    acts: dict[str, Callable[[], None]] = {
        "archive": lambda: admin.archive(body["channel"]),
        "unarchive": lambda: admin.archive(body["channel"], archived=False),
        "invite_bot": lambda: admin.set_bot_member(body["channel"], member=True),
        "remove_bot": lambda: admin.set_bot_member(body["channel"], member=False),
        "add_member": lambda: admin.add_member(body["channel"], body["user"]),
        "remove_member": lambda: admin.remove_member(body["channel"], body["user"]),
        "deactivate": lambda: admin.deactivate(body["user"]),
        "activate": lambda: admin.deactivate(body["user"], deleted=False),
        "grant": lambda: admin.grant(*body["scopes"]),
        "take_scopes": lambda: admin.take_scopes(*body["scopes"]),
        "revoke_token": lambda: admin.revoke_token(body.get("error") or REVOKED[0]),
        "restore_token": admin.restore_token,
    }
    acts[body["act"]]()
    return Outcome(True)


def app_shape(playground: Playground) -> dict[str, Json]:
    """What the page shows of the installed app: what it asked for, what it has, its token."""
    has = playground.installation.scopes
    return {
        "scopes": [
            {"name": scope, "granted": scope in has}
            for scope in dict.fromkeys((*playground.manifest.scopes, *has))
        ],
        "refused_with": playground.installation.refused_with,
    }
