"""Slack's tokens: who the bot is by one, and why Slack takes none, each reason with its mend."""

from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.answering.slack_answers import Fate, SlackAnswer, read_error
from storage.problem import Problem

FAILURES = (SlackApiError, OSError, HTTPException)
"""What Slack's client raises when Slack refuses, or can't be reached."""


def read_identity(client: WebClient) -> dict[str, str]:
    """Who the bot is: `team_id`, `user_id`, `team`, `user`.

    Raises:
        Problem: when Slack refuses the token or can't be reached.
    """
    try:
        answer = client.auth_test()
    except FAILURES as error:
        refused = Problem(
            "slack-token",
            what="Slack does not accept SLACK_BOT_TOKEN.",
            why=f"Its answer is {read_error(error).error}.",
            fix="Copy the Bot User OAuth Token (xoxb-…) from your app's page, "
            "OAuth & Permissions, and install the app again if it was removed.",
        )
        raise _find_reason(error, refused) from None
    return {name: answer[name] for name in ("team_id", "user_id", "team", "user")}


def explain_app_token(error: Exception) -> Problem:
    """Why Slack opens no connection for SLACK_APP_TOKEN."""
    refused = Problem(
        "slack-app-token",
        what="Slack does not accept SLACK_APP_TOKEN.",
        why=f"Its answer is {read_error(error).error}.",
        fix="Copy an app-level token (xapp-…) with the scope connections:write from your app's "
        "page, Basic Information, and turn Socket Mode on.",
    )
    return _find_reason(error, refused)


def _find_reason(error: Exception, refused: Problem) -> Problem:
    """`refused` if Slack said no; else that it could not be asked."""
    answer = read_error(error)
    if answer.fate not in (Fate.AGAIN, Fate.UNKNOWN):
        return refused
    return Problem(
        "slack-unreachable",
        what="Slack can't be reached.",
        why=_say_why(answer),
        fix="Check the network of this machine, and SLACK_API_URL if you have set it; "
        "else try again in a minute.",
    )


def _say_why(answer: SlackAnswer) -> str:
    if answer.details:
        return f"{answer.details[0][:120]}."
    return f"Its answer is {answer.error[:120].rstrip(' :.')}."
