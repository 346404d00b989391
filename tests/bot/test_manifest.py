"""manifest.yml asks for what the code uses: no more, no less."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import demo
from bot.commands.registry import COMMANDS
from bot.terminal.doctor import NEEDED_SCOPES

ROOT = Path(__file__).parents[2]

LOOKING = {"channels:read", "groups:read"}
SCOPES_OF_METHOD: dict[str, set[str]] = {
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_update": {"chat:write"},
    "chat_delete": {"chat:write"},
    "files_getUploadURLExternal": {"files:write"},
    "files_completeUploadExternal": {"files:write"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "users_lookupByEmail": {"users:read.email"},
    "conversations_info": LOOKING,
    "conversations_members": LOOKING,
    "files_info": {"files:read"},
    "auth_test": set(),
    "chat_getPermalink": set(),
    "views_open": set(),
    "views_push": set(),
    "views_update": set(),
    "views_publish": set(),
}
"""Slack's documentation, the page of each method."""

HISTORY = {"channels:history", "groups:history", "im:history", "mpim:history"}
OPTIONAL_SCOPES_OF_METHOD = {
    "conversations_history": HISTORY,
    "conversations_replies": HISTORY,
    "conversations_open": {"im:write"},
}
"""What the bot can do without: whoever installs it may leave these out."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    return loaded


def read_code() -> str:
    paths = [path for path in (ROOT / "bot").rglob("*.py") if "playground" not in path.parts]
    return "\n".join(path.read_text("utf-8") for path in paths)


def find_methods() -> set[str]:
    families = "auth|chat|conversations|files|users|views|reactions|bookmarks|pins"
    code = read_code()
    called = set(re.findall(rf"\.((?:{families})_[a-z][A-Za-z]+)\(", code))
    named = set(re.findall(rf"\"((?:{families})\.[a-z][A-Za-z]+)\"", code))
    return called | {name.replace(".", "_") for name in named}


def test_an_installed_package_has_it_where_the_demo_looks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert ROOT / packed["manifest.yml"] == Path(demo.__file__).parent / "manifest.yml"


def test_the_commands_are_those_that_are_answered(manifest: dict[str, Any]) -> None:
    asked = {row["command"] for row in manifest["features"]["slash_commands"]}
    assert asked == set(COMMANDS)


def test_every_command_escapes_mentions(manifest: dict[str, Any]) -> None:
    assert all(row["should_escape"] for row in manifest["features"]["slash_commands"])


def test_the_scopes_are_those_of_the_methods_in_use(manifest: dict[str, Any]) -> None:
    used = find_methods() - set(OPTIONAL_SCOPES_OF_METHOD)
    unknown = used - set(SCOPES_OF_METHOD)
    assert not unknown, f"which scope do these need? {unknown}"
    needed = set().union(*(SCOPES_OF_METHOD[method] for method in used))
    # commands come by manifest; users.info shows addresses only with users:read.email
    needed |= {"commands", "users:read.email"}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed == set(NEEDED_SCOPES)


def test_what_can_be_done_without_is_asked_for_as_optional(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    used = find_methods() & set(OPTIONAL_SCOPES_OF_METHOD)
    wanted = set().union(*(OPTIONAL_SCOPES_OF_METHOD[method] for method in used))
    assert set(scopes["bot_optional"]) == wanted
    assert not wanted & set(scopes["bot"])


def test_the_events_are_those_that_are_heard(manifest: dict[str, Any]) -> None:
    heard = set(re.findall(r"app\.event\(\s*\"([a-z_.]+)\"", read_code()))
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == heard


def test_texts_keep_slacks_lengths(manifest: dict[str, Any]) -> None:
    display = manifest["display_information"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4000
    for command in manifest["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["usage_hint"]) <= 1000
        assert len(command["description"]) <= 2000


def test_socket_mode_needs_no_addresses(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in str(manifest)
    assert all("url" not in row for row in manifest["features"]["slash_commands"])
