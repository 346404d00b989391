"""The views.* methods and blocks.validate: modals, the Home tab, checking without showing."""

import hashlib
import json

from bot.playground.blocks import (
    Inspection,
    Surface,
    inspect_blocks,
    inspect_view,
    is_too_large,
)
from bot.playground.state import Json, Trigger, View
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.content import inspection
from bot.playground.web_api.refusal import Refusal, refuse_findings
from bot.playground.web_api.shapes import view_shape
from bot.playground.workspace import Workspace

DEEPEST = 3
"""How many modals can lie on each other."""


def check_view(workspace: Workspace, view: Json, surface: Surface) -> dict[str, Json]:
    """A view that can be shown.

    Raises:
        Refusal: view_too_large, or invalid_arguments with what is wrong and where.
    """
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments")
    if is_too_large(view):
        raise Refusal("view_too_large")
    if workspace.strictness.blocks:
        seen = inspection(workspace, surface)
        inspect_view(view, "/view", seen)
        refuse_findings("invalid_arguments", seen.findings)
    made: dict[str, Json] = json.loads(json.dumps(view))
    workspace.name_blocks(made.get("blocks") or [])
    return made


def take_trigger(workspace: Workspace, trigger_id: str) -> Trigger:
    """Use up a trigger; it tells whose act it came from, and where."""
    trigger = workspace.triggers.get(trigger_id)
    if trigger is None:
        raise Refusal("invalid_trigger_id")
    age = workspace.machine_time.monotonic() - trigger.made_at
    if age > workspace.strictness.trigger_seconds:
        raise Refusal("expired_trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id")
    trigger.used = True
    return trigger


def new_hash(workspace: Workspace, body: dict[str, Json]) -> str:
    """A hash that changes with every version of a view."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return f"{workspace.new_id('')}.{digest[:8]}"


def put_on_stack(
    workspace: Workspace, user: str, body: dict[str, Json], opened_in: str | None = None
) -> View:
    """Show a modal on top of what a person has open, in the conversation they are in."""
    with workspace.lock:
        stack = workspace.stacks.setdefault(user, [])
        name = body.get("external_id")
        if name and any(view.body.get("external_id") == name for view in stack):
            raise Refusal("duplicate_external_id")
        view_id = workspace.new_id("V")
        view = View(
            id=view_id,
            user=user,
            body=body,
            hash=new_hash(workspace, body),
            root_id=stack[0].id if stack else view_id,
            previous_id=stack[-1].id if stack else None,
            opened_in=opened_in,
        )
        stack.append(view)
    workspace.changed("modal")
    return view


def open_view(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """views.open: one modal, in place of whatever was open."""
    body = check_view(workspace, arguments.parsed("view", "invalid_arguments"), "modal")
    trigger = take_trigger(workspace, arguments.needed("trigger_id"))
    workspace.stacks[trigger.user] = []
    view = put_on_stack(workspace, trigger.user, body, trigger.channel)
    return {"view": view_shape(workspace, view)}


def push_view(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """views.push: one more modal on top."""
    body = check_view(workspace, arguments.parsed("view", "invalid_arguments"), "modal")
    trigger = take_trigger(workspace, arguments.needed("trigger_id"))
    if not workspace.stacks.get(trigger.user):
        raise Refusal("no_parent_view")
    if len(workspace.stacks[trigger.user]) >= DEEPEST:
        raise Refusal("push_limit_reached")
    view = put_on_stack(workspace, trigger.user, body, trigger.channel)
    return {"view": view_shape(workspace, view)}


def find_open_view(workspace: Workspace, view_id: str, external_id: str = "") -> View | None:
    """A view that somebody has open, by its id or the name the app gave it."""
    for stack in workspace.stacks.values():
        for view in stack:
            if (view_id and view.id == view_id) or (
                external_id and view.body.get("external_id") == external_id
            ):
                return view
    return None


def replace_body(workspace: Workspace, view: View, body: dict[str, Json]) -> None:
    """Show a new version of a view; what was filled in stays where its blocks stay."""
    kept = {block.get("block_id") for block in body.get("blocks") or []}
    with workspace.lock:
        view.body = body
        view.hash = new_hash(workspace, body)
        view.values = {name: value for name, value in view.values.items() if name in kept}
    workspace.changed("home" if body.get("type") == "home" else "modal")


def update_view(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """views.update."""
    view = find_open_view(workspace, arguments.text("view_id"), arguments.text("external_id"))
    if view is None:
        raise Refusal("not_found")
    body = check_view(workspace, arguments.parsed("view", "invalid_arguments"), "modal")
    if arguments.text("hash") and arguments.text("hash") != view.hash:
        raise Refusal("hash_conflict")
    replace_body(workspace, view, body)
    return {"view": view_shape(workspace, view)}


def publish_view(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """views.publish: the Home of one person."""
    if not workspace.manifest.home_enabled:
        raise Refusal("not_enabled")
    user = arguments.needed("user_id")
    if user not in workspace.users or workspace.users[user].role == "bot":
        raise Refusal("invalid_arguments")
    body = check_view(workspace, arguments.parsed("view", "invalid_arguments"), "home")
    home = workspace.homes.get(user)
    if arguments.text("hash") and (home is None or arguments.text("hash") != home.hash):
        raise Refusal("hash_conflict")
    if home is None:
        view_id = workspace.new_id("V")
        home = View(view_id, user, body, new_hash(workspace, body), root_id=view_id)
        workspace.homes[user] = home
        workspace.changed("home")
    else:
        replace_body(workspace, home, body)
    return {"view": view_shape(workspace, home)}


def validate_blocks(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """blocks.validate: looks, and shows nothing to anybody."""
    given = [name for name in ("blocks", "message", "view") if arguments.has(name)]
    if len(given) != 1:
        raise Refusal("invalid_arguments")
    value = arguments.parsed(given[0], "invalid_arguments")
    surface: Surface = "message"
    if given[0] == "view":
        surface = "home" if isinstance(value, dict) and value.get("type") == "home" else "modal"
    seen = Inspection(surface, lambda _reference: None, workspace.strictness.native_blocks)
    if given[0] == "blocks":
        inspect_blocks(value, "", seen)
    elif given[0] == "view":
        inspect_view(value, "", seen)
    elif isinstance(value, dict):
        inspect_blocks(value.get("blocks") or [], "/blocks", seen)
    else:
        seen.complain("", "must provide an object")
    if seen.findings:
        errors = [
            {"pointer": one.pointer, "code": "failed_constraint", "message": one.message}
            for one in seen.findings
        ]
        raise Refusal(f"invalid_{given[0]}", errors=errors)
    return {}
