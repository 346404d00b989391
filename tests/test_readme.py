"""The README's commands run as they are written, on files with everyday headings."""

import os
import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.alerts.sentence import read_sentence
from tests.bot.alerts.rules import AUTHOR

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
TODAY = date(2026, 11, 18)

FILES = {
    "people.csv": "name,email,role,manager,team,region\n"
    "Dana Whitlock,dana@example.com,manager,,Pacific,West\n"
    "Hana Kimura,hana@example.com,rep,Dana Whitlock,Pacific,West\n",
    "accounts.csv": "account,segment,industry\nUmber Tools,Enterprise,Retail\n",
    "products.csv": "product,list price\nStarter,1200\n",
    "deals.csv": "deal id,deal name,owner,account,product,stage,amount,created,close date\n"
    + "".join(
        f"{number},Deal {number},Hana Kimura,Umber Tools,Starter,{stage},{number}00,"
        f"{TODAY - timedelta(days=100 + number)},{TODAY - timedelta(days=number)}\n"
        for number, stage in enumerate(["Won", "Lost", "Proposal", "Won", "Negotiation"] * 20, 1)
    ),
}


def read_blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a newcomer has it: the files, the installed command, nothing in the home."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    installed = shutil.which("salesbell", path=str(ROOT / ".venv" / "bin")) or "salesbell"
    (tmp_path / ".venv" / "bin" / "salesbell").symlink_to(installed)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    return tmp_path


def run(command: str, folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    keep = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(  # noqa: S602 - the README's own lines, as a shell would run them
        command,
        shell=True,
        cwd=folder,
        env={**keep, "HOME": str(folder), **extra},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_importing_and_asking_work_as_written(folder: Path) -> None:
    (block,) = [block for block in read_blocks("sh") if "salesbell import" in block]
    for command in block.strip().splitlines():
        done = run(command, folder)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert "Win rate" in done.stdout


def test_the_company_file_of_the_readme_is_understood(folder: Path) -> None:
    (block,) = read_blocks("toml")
    (folder / "salesbell.toml").write_text(block, "utf-8")
    done = run(
        '.venv/bin/salesbell import deals deals.csv && .venv/bin/salesbell ask "/pipeline"', folder
    )
    assert done.returncode == 0, done.stderr
    assert "€" in done.stdout


def test_imports_are_listed_and_taken_back_as_written(folder: Path) -> None:
    for kind in ("people", "accounts", "products", "deals"):
        run(f".venv/bin/salesbell import {kind} {kind}.csv", folder)
    commands = re.findall(r"`(\.venv/bin/salesbell imports[^`]*)`", README)
    assert len(commands) > 1
    for command in commands:
        done = run(command, folder)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_serving_without_settings_names_all_that_is_missing(folder: Path) -> None:
    done = run(".venv/bin/salesbell serve", folder)
    assert done.returncode == 1
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert "SLACK_APP_TOKEN" in done.stderr


def test_doctor_says_what_is_wrong_and_the_mend(folder: Path) -> None:
    done = run(".venv/bin/salesbell doctor", folder)
    assert done.returncode == 1
    assert "salesbell import people people.csv" in done.stdout


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench"])
def test_every_make_target_of_the_readme_exists(target: str) -> None:
    assert f"make {target}" in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_place_the_readme_names_exists() -> None:
    for path in re.findall(r"`((?:bot|metrics|storage|docs)/[\w/.-]+)`", README):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\((docs/[\w/.-]+)\)", README):
        assert (ROOT / path).exists(), path


def test_its_sentences_make_alerts() -> None:
    sentences = re.findall(r"^/sales alert (.+)$", README, re.MULTILINE)
    assert len(sentences) > 3
    for sentence in sentences:
        # As Slack sends a channel; in this company Enterprise is not a segment alone.
        typed = sentence.replace("#sales", "<#C0SALES|sales>").replace("enterprise", "West")
        assert read_sentence(typed, AUTHOR).plan.recipients
