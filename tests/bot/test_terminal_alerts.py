"""Alerts on the command line: list, preview, apply and export."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.playground.playground import Playground
from storage.alerts import RulePlan, RuleRow, add_rule, list_rules
from storage.sample import ADMINISTRATOR, MANAGER
from tests.bot.alerts.rules import PLAN
from tests.bot.test_terminal_digests import MONDAY, Run, engine_of_shell, run, slack

__all__ = ["engine_of_shell", "run", "slack"]
FILE = f"""\
[[alert]]
name = "Conversion"
what = "win rate by region"
kind = "below"
line = "90 %"
over = "26 weeks"
certainty = "quiet"
recipients = ["{ADMINISTRATOR.email}"]
owner = "{ADMINISTRATOR.email}"

[[alert]]
name = "Old data"
kind = "stale"
recipients = ["{MANAGER.email}"]
owner = "{MANAGER.email}"
paused = true
"""


@pytest.fixture
def rule(engine_of_shell: Engine, slack: Playground) -> RulePlan:
    """A rule that an administrator made in Slack."""
    user = slack.user_id(ADMINISTRATOR.name)
    plan = replace(PLAN, owner=user, recipients=(user,), window_days=182, line=PLAN.line)
    add_rule(engine_of_shell, 1, plan, MONDAY)
    return plan


def kept(engine: Engine) -> list[RuleRow]:
    with engine.connect() as connection:
        return list_rules(connection, 1)


def test_alerts_are_listed_for_people_and_for_programs(run: Run, rule: RulePlan) -> None:
    out = run("alerts")[1]
    assert "Enterprise conversion (active)" in out
    assert "when win rate is below 18 % over 26 weeks" in out
    assert "It has not been looked at yet." in out
    (told,) = json.loads(run("alerts", "--json")[1])
    assert (told["name"], told["line"], told["window_days"]) == (rule.name, 0.18, 182)
    assert (told["state"], told["groups"], told["incident"]) == ("active", [], None)
    assert told["sentence"].endswith('called "Enterprise conversion"')


def test_where_they_stand_is_listed_once_they_were_judged(run: Run, rule: RulePlan) -> None:
    run("tick", "--now", "2026-11-23T08:00:05Z")
    (told,) = json.loads(run("alerts", "--json")[1])
    (group,) = told["groups"]
    assert group["key"] == ""
    assert group["phase"] in ("fine", "pending", "firing", "not_enough")
    assert told["checked_day"] == "2026-11-20"
    assert "Looked at 20 Nov 2026." in run("alerts")[1]


def test_without_alerts_it_says_how_to_make_one(run: Run) -> None:
    assert "/sales alert" in run("alerts")[1]


@pytest.mark.parametrize("who", [(), ("--as", ADMINISTRATOR.email)])
def test_a_preview_says_what_it_would_do_and_writes_the_chart(
    run: Run, rule: RulePlan, who: tuple[str, ...]
) -> None:
    code, out, err = run(
        "alerts", "preview", "enterprise CONVERSION", *who, "--now", "2026-11-23T08:00:05Z",
        "--png", ".",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "What it would say now:" in out
    assert "What it would have said in the last year:" in out
    assert "fired" in out
    (picture,) = Path().glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_preview_of_what_is_not_there_names_what_is(run: Run, rule: RulePlan) -> None:
    code, _, err = run("alerts", "preview", "Nothing")
    assert code == 1
    assert "Enterprise conversion" in err
    code, _, err = run("alerts", "preview", rule.name, "--png", "nowhere")
    assert (code, "There is no folder nowhere" in err) == (1, True)


def test_a_file_is_applied_once_and_exported_as_it_is_read(
    run: Run, slack: Playground, engine_of_shell: Engine
) -> None:
    Path("alerts.toml").write_text(FILE, "utf-8")
    said = run("alerts", "apply", "alerts.toml", "--dry-run")[1]
    assert said.splitlines() == ["would add Conversion", "would add Old data"]
    assert kept(engine_of_shell) == []
    code, out, err = run("alerts", "apply", "alerts.toml")
    assert (code, out.splitlines(), err) == (0, ["added Conversion", "added Old data"], "")
    conversion, stale = kept(engine_of_shell)
    assert (conversion.certainty, conversion.z, conversion.managed_by) == ("quiet", 2.33, "file")
    assert (stale.state, stale.kind) == ("paused", "stale")
    assert run("alerts", "apply", "alerts.toml")[1] == "Nothing has changed.\n"
    exported = run("alerts", "export")[1]
    Path("again.toml").write_text(exported, "utf-8")
    assert run("alerts", "apply", "again.toml")[1] == "Nothing has changed.\n"


def test_a_budget_stays_what_it_came_to_when_the_same_file_is_applied(
    run: Run, slack: Playground, engine_of_shell: Engine
) -> None:
    Path("alerts.toml").write_text(FILE.replace('"quiet"', '"1 a year"'), "utf-8")
    code, out, err = run("alerts", "apply", "alerts.toml")
    assert (code, err) == (0, ""), out
    assert kept(engine_of_shell)[0].certainty == "1 a year"
    assert run("alerts", "apply", "alerts.toml")[1] == "Nothing has changed.\n"


def test_every_fault_of_a_file_is_told_and_nothing_is_changed(
    run: Run, slack: Playground, engine_of_shell: Engine
) -> None:
    text = FILE.replace('"90 %"', '"190 %"').replace('"26 weeks"', '"800 days"')
    Path("alerts.toml").write_text(text, "utf-8")
    code, _, err = run("alerts", "apply", "alerts.toml")
    assert code == 1
    assert "alerts.toml has 2 faults, so no alert has been changed." in err
    assert "line 5, “Conversion”, line: Win rate lies between 0 and 100 %." in err
    assert "line 6, “Conversion”, over: 800 days are not what I can look back on" in err
    Path("alerts.toml").write_text(FILE.replace(MANAGER.email, "casey@example.com"), "utf-8")
    assert "“Old data”" in run("alerts", "apply", "alerts.toml")[2]
    assert kept(engine_of_shell) == []


def test_alerts_made_in_slack_are_handed_over_and_pruned_at_a_word(
    run: Run, rule: RulePlan, engine_of_shell: Engine
) -> None:
    text = FILE.replace('"Conversion"', f'"{rule.name}"')
    Path("alerts.toml").write_text(text, "utf-8")
    code, out, err = run("alerts", "apply", "alerts.toml")
    assert code == 1
    assert "There is an alert called Enterprise conversion that was made in Slack" in err
    assert "added Old data" in out
    assert run("alerts", "apply", "alerts.toml", "--adopt")[0] == 0
    Path("none.toml").write_text("# none\n", "utf-8")
    assert "goes on; --prune deletes it." in run("alerts", "apply", "none.toml")[1]
    run("alerts", "apply", "none.toml", "--prune")
    assert kept(engine_of_shell) == []
