"""The users.* methods and auth.test: who is who."""

from bot.playground.state import Json, PlaygroundUser
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.paging import turn_page
from bot.playground.web_api.refusal import Refusal
from bot.playground.web_api.shapes import user_shape
from bot.playground.workspace import APP_ID, BOT_ID, BOT_USER, Workspace


def auth_test(workspace: Workspace, _arguments: Arguments) -> dict[str, Json]:
    """auth.test."""
    return {
        "url": f"{workspace.url}/",
        "team": workspace.team.name,
        "user": workspace.users[BOT_USER].handle,
        "team_id": workspace.team.id,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


def api_test(_workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """api.test: gives back what it got, or the error it was asked for."""
    if arguments.has("error"):
        raise Refusal(arguments.text("error"), args=arguments.values)
    return {"args": arguments.values}


def open_connection(workspace: Workspace, _arguments: Arguments) -> dict[str, Json]:
    """apps.connections.open: where to open a Socket Mode connection."""
    if workspace.open_socket is None:
        raise Refusal("internal_error")
    return {"url": workspace.open_socket()}


def may_see_email(workspace: Workspace) -> bool:
    """Whether the app may read e-mail addresses."""
    return not workspace.strictness.scopes or "users:read.email" in workspace.installation.scopes


def shaped(workspace: Workspace, user: PlaygroundUser) -> dict[str, Json]:
    """A person as the app's scopes let it see them."""
    return user_shape(workspace, user, email=may_see_email(workspace))


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """users.info."""
    user = workspace.users.get(arguments.needed("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": shaped(workspace, user)}


def list_users(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """users.list; everything on one page unless it is asked for in pieces."""
    everybody = list(workspace.users.values())
    page, cursor = turn_page(arguments, everybody, len(everybody), 1000)
    return {
        "members": [shaped(workspace, user) for user in page],
        "response_metadata": {"next_cursor": cursor},
    }


def look_up_by_email(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """users.lookupByEmail."""
    email = arguments.needed("email").lower()
    for user in workspace.users.values():
        if user.email.lower() == email and not user.deleted:
            return {"user": shaped(workspace, user)}
    raise Refusal("users_not_found")
