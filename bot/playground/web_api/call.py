"""One call of the Web API from token to answer: token, method, scopes, limits, then the method."""

from dataclasses import dataclass, field

from bot.playground.state import Json, Received
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.methods import METHODS, Method
from bot.playground.web_api.refusal import Refusal
from bot.playground.workspace import Workspace


@dataclass(frozen=True)
class Answer:
    """What goes back: the body, and the status and headers around it."""

    body: dict[str, Json]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def answer_call(
    workspace: Workspace, method: str, values: dict[str, Json], token: str | None
) -> Answer:
    """Do what a call asks, or refuse it as Slack would; either way it is recorded."""
    with workspace.lock:
        answer = _answer(workspace, method, values, token)
        workspace.record(Received(method, values, token, workspace.now(), answer.body))
    return answer


def refuse_call(
    workspace: Workspace, method: str, values: dict[str, Json], token: str | None, refusal: Refusal
) -> Answer:
    """Refuse a call because a fault says so."""
    answer = _as_answer(refusal)
    received = Received(method, values, token, workspace.now(), answer.body, refusal.error)
    workspace.record(received)
    return answer


def _as_answer(refusal: Refusal) -> Answer:
    if refusal.retry_after is not None:
        return Answer(refusal.answer(), 429, {"Retry-After": str(refusal.retry_after)})
    return Answer(refusal.answer())


def _answer(
    workspace: Workspace, method: str, values: dict[str, Json], token: str | None
) -> Answer:
    try:
        known = _admit(workspace, method, token)
        scopes = {"X-OAuth-Scopes": ",".join(workspace.installation.scopes)}
        return Answer({"ok": True, **known.run(workspace, Arguments(values))}, headers=scopes)
    except Refusal as refusal:
        return _as_answer(refusal)


def _admit(workspace: Workspace, method: str, token: str | None) -> Method:
    known = METHODS.get(method)
    if known is None:
        raise Refusal("unknown_method", req_method=method)
    _check_token(workspace, known, token)
    _check_scopes(workspace, known)
    if workspace.strictness.rate_limits:
        wait = workspace.limits.spend(method, known.tier)
        if wait:
            raise Refusal("ratelimited", retry_after=wait)
    return known


def _check_token(workspace: Workspace, known: Method, token: str | None) -> None:
    if known.called_with == "nothing":
        return
    if not token:
        raise Refusal("not_authed")
    installation = workspace.installation
    wanted, other = installation.bot_token, installation.app_token
    if known.called_with == "app":
        wanted, other = other, wanted
    if token == other:
        raise Refusal("not_allowed_token_type")
    if token != wanted:
        raise Refusal("invalid_auth")
    if installation.refused_with is not None:
        raise Refusal(installation.refused_with)


def _check_scopes(workspace: Workspace, known: Method) -> None:
    have = workspace.installation.scopes
    if not workspace.strictness.scopes or not known.scopes:
        return
    if not any(scope in have for scope in known.scopes):
        raise Refusal("missing_scope", needed=",".join(known.scopes), provided=",".join(have))
