"""Digests on the command line: tick, list, preview, apply, export, and what doctor finds."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine

from bot.cli import main
from bot.clock import MovableClock
from bot.demo import list_channels, list_users, read_manifest
from bot.playground.playground import Playground
from bot.playground.server import PlaygroundServer
from storage.digests import DigestPlan, Due, add_digest, list_digests
from storage.engine import open_engine
from storage.sample import ADMINISTRATOR, MANAGER, MANAGERS
from tests.sample_copies import copy_sample

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def engine_of_shell(
    sqlite_databases: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    url = sqlite_databases()
    engine = open_engine(url)
    monkeypatch.setenv("SALESBELL_DATABASE_URL", url)
    copy_sample(engine, 100, today=MONDAY.date(), now=MONDAY - timedelta(days=2))
    yield engine
    engine.dispose()


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Playground]:
    people = list_users()
    slack = Playground(read_manifest(), people, list_channels(people), MovableClock(MONDAY))
    with PlaygroundServer(slack) as server:
        monkeypatch.setenv("SLACK_API_URL", server.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", server.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", server.app_token)
        yield slack


@pytest.fixture
def run(
    engine_of_shell: Engine,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    handlers, level = logging.root.handlers[:], logging.root.level

    def run_it(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["salesbell", *arguments])
        try:
            main()
            code: object = 0
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return int(str(code or 0)), said.out, said.err

    yield run_it
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = handlers, level


@pytest.fixture
def digest(engine_of_shell: Engine, slack: Playground) -> DigestPlan:
    """A digest to the manager's direct messages, due on Monday at nine."""
    manager = slack.user_id(MANAGER.name)
    plan = DigestPlan(
        "Monday page", "team", "visible", None, ("figures", "flow", "goals"), (), (manager,),
        "every Monday 09:00", "Europe/Berlin", False, manager,
    )  # fmt: skip
    due = Due("2026-11-23T09:00", MONDAY)
    add_digest(engine_of_shell, 1, plan, due, MONDAY - timedelta(days=2))
    return plan


def test_a_tick_makes_and_delivers_what_is_due_once(
    run: Run, slack: Playground, digest: DigestPlan
) -> None:
    assert run("tick", "--now", "2026-11-23T07:59:00Z")[:2] == (0, "Nothing is due.\n")
    code, out, _ = run("tick", "--now", "2026-11-23T08:00:05Z")
    assert (code, out.splitlines()) == (0, ["1 digest put in", "1 delivery delivered"])
    (message,) = [one for one in slack.messages(MANAGER.name) if not one.thread_ts]
    assert message.text.startswith("Monday page")
    assert run("tick", "--now", "2026-11-23T08:01:00Z")[1] == "Nothing is due.\n"


def test_a_tick_without_a_token_says_what_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    code, _, err = run("tick")
    assert code == 1
    assert "SLACK_BOT_TOKEN" in err


def test_deliveries_are_listed_with_their_outcome(
    run: Run, slack: Playground, digest: DigestPlan
) -> None:
    assert "Nothing has been sent yet" in run("deliveries")[1]
    run("tick", "--now", "2026-11-23T16:00:00Z")
    assert "skipped" in run("deliveries")[1]
    (skipped,) = json.loads(run("deliveries", "--json", "--state", "skipped")[1])
    assert skipped["slot"] == "2026-11-23T09:00"
    assert skipped["reason"].startswith("missed")
    assert skipped["due_at"] == "2026-11-23T08:00:00Z"
    assert json.loads(run("deliveries", "--json", "--since", "2027-01-01")[1]) == []
    code, _, err = run("deliveries", "--state", "gone")
    assert code == 1
    assert "waiting, unsure, delivered" in err


def test_digests_are_listed_for_people_and_for_programs(run: Run, digest: DigestPlan) -> None:
    assert "Monday page" in run("digests")[1]
    (told,) = json.loads(run("digests", "--json")[1])
    assert told["schedule"] == "every Monday 09:00"
    assert told["next_due_at"] == "2026-11-23T08:00:00Z"
    assert (told["state"], told["managed_by"]) == ("active", "slack")


def test_a_preview_says_what_will_be_sent_and_writes_its_charts(
    run: Run, slack: Playground, digest: DigestPlan
) -> None:
    code, out, err = run("digests", "preview", "monday PAGE", "--now", "2026-11-23T08:00:05Z",
                         "--png", ".")  # fmt: skip
    assert (code, err) == (0, "")
    assert out.startswith("Preview: nobody else has got this.")
    pictures = sorted(Path().glob("*.png"))
    assert pictures
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    run("tick", "--now", "2026-11-23T08:00:05Z")
    sent = slack.messages(MANAGER.name)[0].text.replace("&amp;", "&")
    assert " ".join(sent.split()) in " ".join(out.split())


def test_a_preview_needs_no_slack_for_somebody_named(
    run: Run, digest: DigestPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    code, out, _ = run("digests", "preview", "Monday page", "--as", MANAGER.email)
    assert code == 0
    assert f"{MANAGER.name}'s team" in out
    assert "everything" in run("digests", "preview", "Monday page", "--as", ADMINISTRATOR.email)[1]
    code, _, err = run("digests", "preview", "Monday page")
    assert code == 1
    assert "--as" in err
    code, _, err = run("digests", "preview", "Tuesday page", "--as", MANAGER.email)
    assert code == 1
    assert "There are: Monday page" in err


FILE = f"""
[[digest]]
name = "Team page"
kind = "team"
recipients = ["{MANAGER.email}"]
schedule = "Mondays at 9"
zone = "Europe/Berlin"
owner = "{MANAGER.email}"

[[digest]]
name = "Leaders"
kind = "leader"
recipients = ["{ADMINISTRATOR.email}"]
schedule = "1st of the month 08:30"
zone = "America/New_York"
owner = "{ADMINISTRATOR.email}"
paused = true
"""


def test_a_file_is_applied_once_exported_and_pruned(
    run: Run, slack: Playground, engine_of_shell: Engine
) -> None:
    Path("digests.toml").write_text(FILE, "utf-8")
    assert "would add Team page" in run("digests", "apply", "digests.toml", "--dry-run")[1]
    code, out, _ = run("digests", "apply", "digests.toml")
    assert (code, out.splitlines()) == (0, ["added Team page", "added Leaders"])
    assert run("digests", "apply", "digests.toml")[1] == "Nothing has changed.\n"
    Path("again.toml").write_text(run("digests", "export")[1], "utf-8")
    assert run("digests", "apply", "again.toml")[1] == "Nothing has changed.\n"
    Path("one.toml").write_text(FILE.partition('[[digest]]\nname = "Leaders"')[0], "utf-8")
    assert "--prune deletes it" in run("digests", "apply", "one.toml")[1]
    assert "deleted Leaders" in run("digests", "apply", "one.toml", "--prune")[1]
    with engine_of_shell.connect() as connection:
        (kept,) = list_digests(connection, 1)
    assert (kept.name, kept.schedule, kept.state) == ("Team page", "every Monday 09:00", "active")


def test_all_that_is_wrong_with_a_file_is_told_at_its_line_and_nothing_changes(
    run: Run, slack: Playground, engine_of_shell: Engine
) -> None:
    faulty = FILE.replace('kind = "team"', 'kind = "teem"').replace("Mondays at 9", "moonday")
    Path("digests.toml").write_text(faulty, "utf-8")
    code, _, err = run("digests", "apply", "digests.toml")
    assert code == 1
    assert "line 6" in err
    Path("digests.toml").write_text(FILE.replace('kind = "team"', 'kind = "teem"'), "utf-8")
    code, _, err = run("digests", "apply", "digests.toml")
    assert code == 1
    assert "line 4" in err
    assert "leader, team, personal, own" in err
    with engine_of_shell.connect() as connection:
        assert list_digests(connection, 1) == []


class TestDoctor:
    def check(self, run: Run, name: str) -> str:
        """What it says of one thing, with its mend."""
        lines = run("doctor")[1].splitlines()
        at = next(i for i, line in enumerate(lines) if line.split()[1] == f"{name}:")
        return " ".join(lines[at : at + 2])

    def test_finds_digests_well(self, run: Run, digest: DigestPlan) -> None:
        assert self.check(run, "digests").startswith("ok    digests: 1 digest")
        assert self.check(run, "channels").startswith("ok    channels: 0 channels and 1 person")

    def test_says_what_has_been_due_for_long(self, run: Run, digest: DigestPlan) -> None:
        said = self.check(run, "deliveries")
        overdue = datetime.now(UTC) - MONDAY > timedelta(minutes=10)
        assert said.startswith("WRONG deliveries: Something is due" if overdue else "ok")

    def test_says_which_digest_is_broken_and_which_channel_lacks_the_bot(
        self, run: Run, slack: Playground, digest: DigestPlan, engine_of_shell: Engine
    ) -> None:
        for member in MANAGERS[1:]:
            slack.admin.remove_member("C00000002", member.name)
        plan = DigestPlan(**{**digest.__dict__, "name": "Leaders", "recipients": ("C00000002",)})
        add_digest(engine_of_shell, 1, plan, Due("2026-11-23T09:00", MONDAY), MONDAY)
        assert self.check(run, "channels").startswith("ok    channels: 1 channel and 1 person")
        slack.admin.set_bot_member("C00000002", False)
        said = self.check(run, "channels")
        assert said.startswith("WRONG channels: The digest Leaders can't be told")
        assert "/invite" in said
        run("tick", "--now", "2026-11-23T08:00:05Z")
        assert "WRONG digests: 1 digest broken: Leaders" in self.check(run, "digests")
