"""The Bolt app: who hears what. Listeners acknowledge and hand on; they never work themselves."""

import logging
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_sdk import WebClient

from bot.bell import Bell, Work
from bot.buttons.digest_lines import forget_channel
from bot.buttons.form import REVIEW_SECONDS, Form
from bot.buttons.registry import CLICKS, FORMS
from bot.commands.registry import COMMANDS, tell_unknown_button
from bot.home import show_home
from bot.messages import actions
from bot.request import Request, read_action, read_command, read_event, read_submission

Reader = Callable[[Mapping[str, Any]], Request]
Listener = Callable[[Ack, dict[str, Any]], None]

ELSEWHERE = "I answer in one workspace only, and it isn't this one."


def build_slack_app(
    bell: Bell, client: WebClient, *, team_id: str, bot_user_id: str, signing_secret: str
) -> App:
    """A Bolt app that answers one workspace.

    Requests of other workspaces get no number: their team is not authorized, and is told so.
    """

    # Any: Bolt's own type forgets that None means "not authorized".
    def authorize(enterprise_id: str | None, team_id: str | None) -> Any:
        if team_id != expected_team:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=client.token,
            bot_user_id=bot_user_id,
        )

    expected_team = team_id
    logging.getLogger("slack_bolt.App").addFilter(_is_news)
    app = App(
        # Without the token, which `authorize` gives.
        client=WebClient(base_url=client.base_url, timeout=client.timeout),
        authorize=authorize,
        signing_secret=signing_secret,
        user_facing_authorize_error_message=ELSEWHERE,
        process_before_response=True,  # listeners only acknowledge and hand on
    )
    _hear_commands(app, bell)
    _hear_clicks(app, bell)
    _hear_events(app, bell)
    return app


def _is_news(record: logging.LogRecord) -> bool:
    """Whether Bolt says anything but that SLACK_BOT_TOKEN is set, which it looks up by itself."""
    return record.getMessage() != warning_client_prioritized_and_token_skipped()


def _hear_commands(app: App, bell: Bell) -> None:
    for name, answer in COMMANDS.items():
        app.command(name)(_make_listener(bell, read_command, answer))

    @app.command(re.compile(".*"))
    def hear_unknown(ack: Ack) -> None:
        known = " or ".join(COMMANDS)
        ack(f"I don't know that command; this version of me answers {known}.")


def _hear_clicks(app: App, bell: Bell) -> None:
    for pattern, click in CLICKS.items():
        app.action(re.compile(rf"^{pattern}$"))(_make_listener(bell, read_action, click))
    for callback_id, form in FORMS.items():
        app.view(callback_id)(_make_form_listener(bell, form))

    @app.action(actions.OPEN_MESSAGE)
    def hear_link(ack: Ack) -> None:
        ack()  # Slack tells of links too; they need no work

    app.action(re.compile(".*"))(_make_listener(bell, read_action, _refuse))
    app.view(re.compile(".*"))(_make_listener(bell, read_submission, _refuse))


def _refuse(bell: Bell, request: Request) -> None:  # noqa: ARG001 - the shape of all work
    """Answer what only another version of the app has."""
    raise tell_unknown_button()


def _hear_events(app: App, bell: Bell) -> None:
    app.event("app_home_opened")(_make_listener(bell, read_event, show_home))
    app.event("member_joined_channel")(_make_listener(bell, read_event, forget_channel))
    app.event("member_left_channel")(_make_listener(bell, read_event, forget_channel))


def _make_listener(bell: Bell, read: Reader, work: Work) -> Listener:
    # Bolt gives arguments by their names, so the listener has only names that Bolt knows.
    def hear(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        bell.intake.take(read(body), partial(work, bell))

    return hear


def _make_form_listener(bell: Bell, form: Form) -> Listener:
    def hear(ack: Ack, body: dict[str, Any]) -> None:
        request = read_submission(body)
        review = form.review
        faults = review and bell.intake.ask(partial(review, bell, request), REVIEW_SECONDS)
        if faults:
            ack(response_action="errors", errors=dict(faults))
            return
        if form.waiting:
            ack(response_action="update", view=form.waiting)
        else:
            ack()
        bell.intake.take(request, partial(form.work, bell))

    return hear
