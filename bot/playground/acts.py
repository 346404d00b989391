"""What a person does in Slack, and what Slack does with the bot's acknowledgement."""

from collections.abc import Callable
from functools import partial

from bot.playground import payloads
from bot.playground.answers import show_answer
from bot.playground.choices import find_current
from bot.playground.delivery import Ack, Delivery
from bot.playground.filled_in import (
    WITHOUT_STATE,
    Placed,
    complete_values,
    missing_fields,
)
from bot.playground.state import Json, Message, Outcome, PlaygroundChannel, View
from bot.playground.web_api.refusal import Refusal
from bot.playground.web_api.views import DEEPEST, check_view, put_on_stack, replace_body
from bot.playground.workspace import Workspace

Send = Callable[[Delivery], Ack]
"""Delivers something to the bot and waits for its acknowledgement."""

TROUBLE = "We had some trouble connecting. Try again?"


def type_command(
    workspace: Workspace, send: Send, user: str, channel: PlaygroundChannel, typed: str
) -> Outcome:
    """A slash command: delivered once, never again; the acknowledgement may answer it."""
    command, *rest = typed.split(maxsplit=1)
    if command not in workspace.manifest.commands:
        words = f"{command} is not a valid command."
        return Outcome(False, "unknown_command", words)
    payload = payloads.slash_command(workspace, user, channel, command, "".join(rest).strip())
    url = workspace.response_urls[str(payload["response_url"]).rpartition("/")[2]]
    ack = send(Delivery("slash_commands", payload))
    if not ack.ok:
        error = "operation_timeout" if ack.reason == "http_timeout" else "dispatch_failed"
        return Outcome(False, error, f'{command} failed with the error "{error}"')
    body = {"text": ack.body} if isinstance(ack.body, str) else ack.body
    if isinstance(body, dict) and body:
        try:
            with workspace.lock:
                show_answer(workspace, url, body)
        except Refusal as refusal:
            return Outcome(False, refusal.error, f'{command} failed with the error "{refusal}"')
    return Outcome(True)


def describe_action(workspace: Workspace, placed: Placed, chosen: dict[str, Json]) -> Json:
    """One entry of `actions`: what was acted on, and what was chosen."""
    action: dict[str, Json] = {
        "type": placed.kind,
        "action_id": placed.action_id,
        "block_id": placed.block_id,
        "action_ts": workspace.new_stamp(),
    }
    if placed.kind == "button":
        for name in ("text", "value", "style"):
            if name in placed.element:
                action[name] = placed.element[name]
        return action
    if placed.chosen_in in chosen:
        action[placed.chosen_in] = chosen[placed.chosen_in]
    return action


def act_on_message(
    workspace: Workspace,
    send: Send,
    user: str,
    message: Message,
    placed: Placed,
    chosen: dict[str, Json],
) -> Outcome:
    """A click or a choice in a message."""
    with workspace.lock:
        place = (message.channel, message.ts, user)
        values = workspace.filled_in.setdefault(place, {})
        _remember(values, placed, chosen)
        current = partial(find_current, workspace, current=message.channel, person=user)
        whole = complete_values(message.blocks, values, current)
        action = describe_action(workspace, placed, chosen)
        payload = payloads.message_action(workspace, user, message, action, whole)
    return _acted(send(Delivery("interactive", payload)))


def act_on_view(
    workspace: Workspace,
    send: Send,
    user: str,
    view: View,
    placed: Placed,
    chosen: dict[str, Json],
) -> Outcome:
    """A click or a choice in a modal or the Home; inputs only tell when they dispatch."""
    with workspace.lock:
        _remember(view.values, placed, chosen)
        if placed.block.get("type") == "input" and not placed.block.get("dispatch_action"):
            return Outcome(True)
        action = describe_action(workspace, placed, chosen)
        payload = payloads.view_action(workspace, user, view, action)
        payload["view"]["state"]["values"] = _complete(workspace, view)
    return _acted(send(Delivery("interactive", payload)))


def fill_in_message(
    workspace: Workspace, user: str, message: Message, values: dict[str, dict[str, Json]]
) -> None:
    """Remember what a person has filled in beside what they act on."""
    place = (message.channel, message.ts, user)
    with workspace.lock:
        _merge(workspace.filled_in.setdefault(place, {}), values)


def fill_in_view(workspace: Workspace, view: View, values: dict[str, dict[str, Json]]) -> None:
    """Remember what is filled in so far in a view."""
    with workspace.lock:
        _merge(view.values, values)


def _merge(values: dict[str, dict[str, Json]], more: dict[str, dict[str, Json]]) -> None:
    for block_id, states in more.items():
        values[block_id] = {**values.get(block_id, {}), **states}


def _remember(values: dict[str, dict[str, Json]], placed: Placed, chosen: dict[str, Json]) -> None:
    if placed.kind not in WITHOUT_STATE and placed.chosen_in in chosen:
        state = {"type": placed.kind, placed.chosen_in: chosen[placed.chosen_in]}
        values.setdefault(placed.block_id, {})[placed.action_id] = state


def _complete(workspace: Workspace, view: View) -> dict[str, dict[str, Json]]:
    current = partial(find_current, workspace, current=view.opened_in, person=view.user)
    return complete_values(view.body["blocks"], view.values, current)


def _acted(ack: Ack) -> Outcome:
    if ack.ok:
        return Outcome(True)
    error = "operation_timeout" if ack.reason == "http_timeout" else "dispatch_failed"
    return Outcome(False, error, "This app didn’t respond. Try again, or contact its maker.")


def submit_view(
    workspace: Workspace,
    send: Send,
    user: str,
    view: View,
    given: dict[str, dict[str, Json]],
) -> Outcome:
    """A modal is sent; the acknowledgement closes, changes or refuses it."""
    with workspace.lock:
        _merge(view.values, given)
        view.values = _complete(workspace, view)
        missing = missing_fields(view.body["blocks"], view.values)
        if missing:
            return Outcome(True, errors=missing)
        payload = payloads.view_submission(workspace, user, view)
    ack = send(Delivery("interactive", payload))
    if not ack.ok:
        error = "operation_timeout" if ack.reason == "http_timeout" else "dispatch_failed"
        return Outcome(False, error, TROUBLE)
    try:
        with workspace.lock:
            return _follow(workspace, user, view, ack.body)
    except Refusal as refusal:
        return Outcome(False, refusal.error, TROUBLE)


def _follow(workspace: Workspace, user: str, view: View, body: Json) -> Outcome:
    """Do what the acknowledgement of a submission says."""
    stack = workspace.stacks.get(user, [])
    action = body.get("response_action") if isinstance(body, dict) else None
    if action == "errors":
        return _point_out(view, body.get("errors"))
    if action == "update":
        replace_body(workspace, view, check_view(workspace, body.get("view"), "modal"))
    elif action == "push":
        if len(stack) >= DEEPEST:
            raise Refusal("push_limit_reached")
        pushed = check_view(workspace, body.get("view"), "modal")
        put_on_stack(workspace, user, pushed, view.opened_in)
    elif action == "clear":
        stack.clear()
    elif action is None:
        if view in stack:
            stack.remove(view)
    else:
        raise Refusal("invalid_response_action")
    workspace.changed("modal")
    return Outcome(True)


def _point_out(view: View, errors: Json) -> Outcome:
    inputs = {block.get("block_id") for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refusal("invalid_errors")
    return Outcome(True, errors={name: str(words) for name, words in errors.items()})


def close_view(workspace: Workspace, send: Send, user: str, view: View) -> Outcome:
    """A modal is closed; the bot hears of it when it asked for that."""
    with workspace.lock:
        stack = workspace.stacks.get(user, [])
        cleared = bool(view.body.get("clear_on_close"))
        if cleared:
            stack.clear()
        elif view in stack:
            stack.remove(view)
        payload = payloads.view_closed(workspace, user, view, cleared=cleared)
    workspace.changed("modal")
    if view.body.get("notify_on_close"):
        return _acted(send(Delivery("interactive", payload)))
    return Outcome(True)
