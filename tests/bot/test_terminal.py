"""The command line: exit codes, options of `ask`, and what `doctor` finds."""

import logging
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot.cli import main
from bot.clock import MovableClock
from bot.demo import list_channels, list_users, read_manifest
from bot.playground.playground import Playground
from bot.playground.server import PlaygroundServer
from bot.terminal.menu import Kind
from bot.terminal.screen import tame
from storage.engine import open_engine
from storage.importing.fields import KINDS
from storage.sample import MANAGER, REP
from tests.sample_copies import copy_sample
from tests.stories.conftest import MORNING

NOW = MORNING.isoformat()
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def company_url(sqlite_databases: Callable[[], str]) -> str:
    url = sqlite_databases()
    engine = open_engine(url)
    copy_sample(engine, 300, today=MORNING.date(), now=MORNING)
    engine.dispose()
    return url


@pytest.fixture
def run(
    company_url: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALESBELL_DATABASE_URL", company_url)
    for name in ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "API_URL"):
        monkeypatch.delenv(f"SLACK_{name}", raising=False)
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
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


class TestAsk:
    @pytest.mark.parametrize(
        "now", ["2026-11-18", "2026-11-18T09:30:00Z", "2026-11-18T23:30:00-08:00", "20261118"]
    )
    def test_takes_days_and_instants(self, run: Run, now: str) -> None:
        code, out, _ = run("ask", "/pipeline", "--now", now)
        assert code == 0
        assert "open deals" in out

    @pytest.mark.parametrize("now", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31T23:00Z"])
    def test_says_how_an_instant_is_written(self, run: Run, now: str) -> None:
        code, out, err = run("ask", "/pipeline", "--now", now, "--json")
        assert (code, out) == (1, "")
        assert "is not an instant" in err
        assert "Traceback" not in err

    def test_speaks_as_who_is_named(self, run: Run) -> None:
        for who in (REP.name, REP.email, REP.email.upper()):
            code, out, _ = run("ask", "/pipeline", "--as", who, "--now", NOW)
            assert code == 0
            assert f"{REP.name}'s own deals" in out
        assert run("ask", "/pipeline all", "--as", MANAGER.name, "--now", NOW)[0] == 1
        code, _, err = run("ask", "/pipeline", "--as", "nobody@example.com")
        assert code == 1
        assert "Nobody is called" in err

    def test_writes_the_chart_or_says_why_not(self, run: Run, tmp_path: Path) -> None:
        assert run("ask", "/pipeline", "--now", NOW, "--chart", "a.png")[0] == 0
        assert Path("a.png").read_bytes().startswith(b"\x89PNG")
        for place, why in (("no/folder/a.png", "does not exist"), (str(tmp_path), "is a folder")):
            code, out, err = run("ask", "/pipeline", "--now", NOW, "--chart", place)
            assert (code, out) == (1, "")
            assert why in err

    def test_says_that_a_chart_may_not_be_written_there(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_arguments: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "write_bytes", refuse)  # root may write everywhere
        code, _, err = run("ask", "/pipeline", "--now", NOW, "--chart", "a.png")
        assert code == 1
        assert "Permission denied" in err
        assert "my fault" not in err

    @pytest.mark.parametrize(
        "words", ["help", "/sales help", "/pipeline help", "/SALES help", "/sales", "/sales "]
    )
    def test_helps_in_the_same_words_as_in_slack(self, run: Run, words: str) -> None:
        code, out, _ = run("ask", words)
        assert code == 0
        assert "in any order" in out

    def test_ends_with_two_for_wrong_usage(self, run: Run) -> None:
        assert run("ask")[0] == 2
        assert run("ask", "/pipeline", "--colour")[0] == 2


class TestServe:
    def test_names_every_setting_that_is_missing(self, run: Run) -> None:
        code, _, err = run("serve")
        assert code == 1
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
            assert name in err

    def test_says_that_a_port_is_taken(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        people = list_users()
        slack = Playground(read_manifest(), people, list_channels(people), MovableClock(MORNING))
        with PlaygroundServer(slack) as server:
            monkeypatch.setenv("SLACK_BOT_TOKEN", server.bot_token)
            monkeypatch.setenv("SLACK_SIGNING_SECRET", "x")
            monkeypatch.setattr("signal.signal", lambda *_arguments: None)
            code, _, err = run("serve", "--port", server.url.rpartition(":")[2])
        assert code == 1
        assert "can't listen on 127.0.0.1" in err

    @pytest.mark.parametrize("command", ["serve", "demo"])
    def test_a_port_that_cannot_be_is_wrong_usage(self, run: Run, command: str) -> None:
        assert run(command, "--port", "65536")[0] == 2


class TestDemo:
    def test_says_that_a_port_is_taken(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("signal.signal", lambda *_arguments: None)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            code, _, err = run("demo", "--deals", "100", "--port", str(port), "--no-browser")
        assert code == 1
        assert f"can't listen on 127.0.0.1, port {port}" in err

    def test_a_failure_that_is_not_the_ports_is_not_told_as_one(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_arguments: object, **_named: object) -> None:
            raise OSError("no space left")

        monkeypatch.setattr("signal.signal", lambda *_arguments: None)
        monkeypatch.setattr("bot.terminal.demo._wait", fail)
        code, _, err = run("demo", "--deals", "100", "--port", "0", "--no-browser")
        assert code == 1
        assert "my fault" in err
        assert "port" not in err.partition("my fault")[2]


class TestText:
    """What stands in a file or an export is shown and never obeyed."""

    HOSTILE = "Umber\x1b]0;owned\x07\x1b[2J\u202eTools"

    def test_a_file_cannot_move_the_cursor(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SALESBELL_DATABASE_URL", "sqlite:///own.db")
        Path(f"{self.HOSTILE}.csv").write_text(f"deal id,{self.HOSTILE}\n1,x\n", "utf-8")
        Path("people.csv").write_text(f"name,email\n{self.HOSTILE},ann@example.com\n", "utf-8")
        told = [
            *run("import", "deals", f"{self.HOSTILE}.csv"),
            *run("import", "people", "people.csv"),
        ]
        told += [*run("imports"), *run("ask", "/pipeline", "--as", self.HOSTILE), *run("doctor")]
        words = "".join(map(str, told))
        assert "Umber" in words
        for letter in "\x1b\x07\u202e":
            assert letter not in words

    def test_words_keep_their_blanks_joiners_and_signs(self) -> None:
        words = "63.9\xa0% · 1\u202f000 € · \u0646\u200c\u0647 · “Ünal”"
        assert tame(words) == words


def test_the_kinds_of_files_are_those_that_can_be_imported() -> None:
    assert [kind.value for kind in Kind] == list(KINDS)


class TestDoctor:
    @pytest.fixture
    def slack(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlaygroundServer]:
        people = list_users()
        slack = Playground(read_manifest(), people, list_channels(people), MovableClock(MORNING))
        with PlaygroundServer(slack) as server:
            monkeypatch.setenv("SLACK_API_URL", server.api_url.rstrip("/"))
            yield server

    def connect(
        self, monkeypatch: pytest.MonkeyPatch, server: PlaygroundServer, **other: str
    ) -> None:
        known = {"BOT_TOKEN": server.bot_token, "APP_TOKEN": server.app_token, **other}
        for name, value in known.items():
            monkeypatch.setenv(f"SLACK_{name}", value)

    def test_finds_slack_well(
        self, run: Run, slack: PlaygroundServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.connect(monkeypatch, slack)
        _, out, _ = run("doctor")
        for name in ("company", "database", "people", "slack"):
            assert f"ok    {name}:" in out

    @pytest.mark.parametrize(
        ("other", "words"),
        [
            ({"BOT_TOKEN": "xoxb-wrong"}, "does not accept SLACK_BOT_TOKEN"),
            ({"APP_TOKEN": "xapp-wrong"}, "does not accept SLACK_APP_TOKEN"),
            ({"API_URL": "http://127.0.0.1:1"}, "Slack can't be reached"),
            ({"API_URL": "http://sales example.com"}, "Slack can't be reached"),
            ({"BOT_TOKEN": ""}, "SLACK_BOT_TOKEN missing"),
        ],
    )
    def test_says_what_is_wrong_with_slack(
        self,
        run: Run,
        slack: PlaygroundServer,
        monkeypatch: pytest.MonkeyPatch,
        other: dict[str, str],
        words: str,
    ) -> None:
        self.connect(monkeypatch, slack, **other)
        code, out, err = run("doctor")
        assert code == 1
        assert words in out
        assert "Error" not in out
        assert "Traceback" not in err

    @pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
    def test_a_slack_that_is_down_is_not_put_down_to_the_token(
        self, run: Run, slack: PlaygroundServer, monkeypatch: pytest.MonkeyPatch, method: str
    ) -> None:
        self.connect(monkeypatch, slack)
        slack.playground.faults.set(method, "http_503", None)
        _, out, _ = run("doctor")
        assert "Slack can't be reached" in out
        assert "does not accept" not in out

    def test_names_the_scopes_that_are_missing(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        people, manifest = list_users(), read_manifest()
        manifest["oauth_config"]["scopes"]["bot"].remove("files:write")
        slack = Playground(manifest, people, list_channels(people), MovableClock(MORNING))
        with PlaygroundServer(slack) as server:
            self.connect(monkeypatch, server, API_URL=server.api_url)
            code, out, _ = run("doctor")
        assert code == 1
        assert "lacks scopes: files:write" in out

    def test_people_who_have_left_are_not_missed_an_address(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SALESBELL_DATABASE_URL", "sqlite:///own.db")
        rows = "name,email,left on\nAnn Rep,,\nBen Gone,ben@example.com,2025-01-31\n"
        Path("people.csv").write_text(rows, "utf-8")
        run("import", "people", "people.csv")
        _, out, _ = run("doctor")
        assert "Nobody in the people table has an e-mail address" in out

    def test_says_a_broken_database_once(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SALESBELL_DATABASE_URL", "sqlite:////no/folder/sales.db")
        code, out, _ = run("doctor")
        assert code == 1
        assert out.count("There is no folder") == 1
        assert "WRONG slack" in out

    def test_says_that_nothing_has_been_imported(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SALESBELL_DATABASE_URL", "sqlite:///new.db")
        code, out, _ = run("doctor")
        assert code == 1
        assert "Nothing has been imported yet" in out
        assert "WRONG people" in out
