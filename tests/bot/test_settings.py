"""Settings and the company's file: what is wrong is named, what is secret never."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.database import open_database
from bot.settings import read_company, read_settings
from storage.problem import Problem


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "CONFIG"):
        monkeypatch.delenv(f"SALESBELL_{name}", raising=False)
    for name in ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "API_URL"):
        monkeypatch.delenv(f"SLACK_{name}", raising=False)


def write(text: str, encoding: str = "utf-8") -> Path:
    path = Path("salesbell.toml")
    path.write_text(text, encoding)
    return path


def told(error: pytest.ExceptionInfo[Problem]) -> str:
    return str(error.value)


def test_a_file_saved_with_a_byte_order_mark_is_read() -> None:
    assert read_company(write('zone = "Europe/Berlin"', "utf-8-sig")).zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('curency = "EUR"', "curency: there is no such setting"),
        ('zone = "Mars/North"', "'Mars/North' is not a time zone"),
        ('currency = "EURO"', "'EURO' is not a currency"),
        ('zone = "UTC"\nzone = "UTC"', "can't be read as TOML"),
        ("zone = ", "can't be read as TOML"),
        ("fiscal_year_starts = 13", "fiscal_year_starts"),
        ("[stages]\nDemo = 'maybe'", "stages.Demo.kind: Input should be 'open', 'won' or 'lost'."),
        ("[stages]\nDemo = 3", 'stages.Demo: write it as "won"'),
        ("[stages]\nDemo = {chance = 1}", "stages.Demo.chance: there is no such setting"),
    ],
)
def test_each_mistake_in_the_file_is_named(text: str, words: str) -> None:
    with pytest.raises(Problem) as error:
        read_company(write(text))
    assert words in told(error)


def test_what_is_said_of_a_stage_in_one_word_is_its_kind() -> None:
    stages = read_company(write('[stages]\nSigned = "won"\nYes = {probability = 0.9}')).stages
    assert (stages["Signed"].kind, stages["Signed"].probability) == ("won", None)
    assert (stages["Yes"].kind, stages["Yes"].probability) == (None, 0.9)


def test_a_folder_in_place_of_the_file_is_no_failure_of_ours(tmp_path: Path) -> None:
    with pytest.raises(Problem) as error:
        read_company(tmp_path)
    assert "can't be opened" in told(error)


def test_a_named_file_that_is_missing_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().config == Path("salesbell.toml")
    monkeypatch.setenv("SALESBELL_CONFIG", "saelsbell.toml")
    with pytest.raises(Problem) as error:
        read_settings()
    assert "saelsbell.toml" in told(error)


def test_empty_variables_are_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESBELL_DATABASE_URL", "")
    monkeypatch.setenv("SLACK_APP_TOKEN", "")
    settings = read_settings()
    assert settings.database_url == "sqlite:///salesbell.db"
    assert settings.slack_app_token is None


def test_a_token_pasted_with_its_line_end_is_read_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", " xoxb-1-example\n")
    token = read_settings().slack_bot_token
    assert token is not None
    assert token.get_secret_value() == "xoxb-1-example"


@pytest.mark.parametrize("value", ["xöxb-1-example", "xoxb-1 example"])
def test_a_token_that_can_be_none_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", value)
    with pytest.raises(Problem) as error:
        read_settings()
    assert "SLACK_BOT_TOKEN" in told(error)
    assert "example" not in told(error)


@pytest.mark.parametrize(
    ("url", "reference"),
    [
        ("postgresql://ann:geheim@127.0.0.1:1/sales", "database-unreachable"),
        ("postgresql://ann:geheim@host:port/sales", "database-address"),
        ("mysql://ann:geheim@host/sales", "database-kind"),
        ("ann:geheim", "database-address"),
        ("sqlite:////no/such/folder/sales.db", "database-folder"),
        ("sqlite:///salesbell.toml", "database-unreachable"),
    ],
)
def test_a_database_that_is_not_there_is_a_problem_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str, reference: str
) -> None:
    write("# this is no database, however often it is opened as one\n" * 9)
    monkeypatch.setenv("SALESBELL_DATABASE_URL", url)
    with pytest.raises(Problem) as error:
        open_database(read_settings())
    assert error.value.reference == reference
    assert "geheim" not in told(error)


def test_a_failing_statement_does_not_tell_its_values() -> None:
    engine = open_database(read_settings())
    with pytest.raises(DBAPIError) as error, engine.connect() as connection:
        connection.execute(text("SELECT :name FROM nowhere"), {"name": "Acme merger"})
    assert "nowhere" in str(error.value)
    assert "Acme" not in str(error.value)
    engine.dispose()


def test_a_file_that_may_not_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests may be root, whom no right of a file holds back.
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).is_dir())
    Path("salesbell.db").touch()
    with pytest.raises(Problem) as error:
        open_database(read_settings())
    assert error.value.reference == "database-read-only"


def test_a_new_database_file_is_set_up_at_once() -> None:
    open_database(read_settings()).dispose()
    open_database(read_settings()).dispose()
    assert Path("salesbell.db").stat().st_size > 10_000
