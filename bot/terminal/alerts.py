"""`salesbell alerts`: which rules there are and where each stands, and what one would have told."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import typer

from bot.alerts.meanings import Meanings
from bot.alerts.plan import NOUN
from bot.alerts.rehearsal import Stage
from bot.alerts.sentence_writing import write_sentence
from bot.alerts.standing_words import say_standing
from bot.alerts.writing import describe_rule
from bot.clock import Clock
from bot.commands.vocabulary import Vocabulary
from bot.database import WORKSPACE, closing_database
from bot.digests.audience import narrow_scope
from bot.numbers import Numbers
from bot.plans.named import find_called
from bot.settings import read_company, read_settings
from bot.terminal.asking import find_asker, read_instant
from bot.terminal.pictures import check_folder, write_picture
from bot.terminal.screen import show
from bot.terminal.tick import open_workshop
from metrics.scope import Scope
from storage.alert_incidents import IncidentRow, read_open
from storage.alert_states import StateRow, read_states
from storage.alerts import RuleRow, list_rules


def show_alerts(*, as_json: bool) -> None:
    """List all rules with where each stands."""
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        numbers = Numbers(engine, company, WORKSPACE)
        rules, vocabulary = read_rules(numbers), numbers.read_vocabulary()
        ids = [rule.id for rule in rules]
        with engine.connect() as connection:
            states = read_states(connection, WORKSPACE, ids)
            incidents = read_open(connection, WORKSPACE, ids)
    if as_json:
        told = [
            to_json(rule, vocabulary, states.get(rule.id, {}), incidents.get(rule.id))
            for rule in rules
        ]
        typer.echo(json.dumps(told, indent=2))
        return
    if not rules:
        show("There are no alerts yet. Make one in Slack with /sales alert, or from a file with "
             "salesbell alerts apply FILE")  # fmt: skip
        return
    for rule in rules:
        show(*_describe(rule, vocabulary, states.get(rule.id, {}), incidents.get(rule.id)))


def preview_alert(name: str, who: str, now: str, folder: Path | None) -> None:
    """Print what a rule would say now and would have said, and write the chart into a folder.

    Args:
        name: Of the rule.
        who: As whom it is judged; as all its recipients when empty, for which Slack is asked.
        now: The instant it is judged at, ISO 8601; now when empty.
        folder: Where the chart goes; None for no chart.

    Raises:
        Problem: when there is no such rule, it can't be judged, or the chart can't be written.
    """
    settings = read_settings()
    company = read_company(settings.config)
    check_folder(folder)
    with closing_database(settings) as engine:
        numbers = Numbers(engine, company, WORKSPACE)
        rule = find_called(read_rules(numbers), name, NOUN)
        instant = read_instant(now, numbers)
        if who:
            rehearsal = _find_stage(numbers, rule, who, instant).rehearse()
        else:
            workshop = open_workshop(settings, company, engine, Clock())
            rehearsal = workshop.alerts.rehearse(rule, Scope.everything(), instant)
        show(rule.name, write_sentence(describe_rule(rule, numbers.read_vocabulary())))
    show("", "What it would say now:", *rehearsal.now)
    if rehearsal.year:
        show("", "What it would have said in the last year:", *rehearsal.year)
    if folder is not None and rehearsal.picture is not None:
        write_picture(folder, rehearsal.picture)


def read_rules(numbers: Numbers) -> list[RuleRow]:
    """All rules there are, by name."""
    with numbers.engine.connect() as connection:
        return list_rules(connection, numbers.workspace_id)


def to_json(
    rule: RuleRow,
    vocabulary: Vocabulary,
    states: Mapping[str, StateRow],
    incident: IncidentRow | None,
) -> dict[str, Any]:
    """A rule with where it stands, for programs."""
    words = describe_rule(rule, vocabulary)
    return {
        "id": rule.id,
        "sentence": write_sentence(words),
        **{key: _plain(value) for key, value in asdict(rule.plan).items()},
        "state": rule.state,
        "reason": rule.state_reason,
        "snoozed_until": _plain(rule.snoozed_until),
        "checked_day": _plain(rule.checked_day),
        "groups": [
            {
                "key": key,
                "label": state.figures.get("label", key),
                "phase": state.phase,
                "since": _plain(state.since),
                "breached_since": _plain(state.breached_since),
                "reason": state.reason,
                "figures": {
                    name: value for name, value in state.figures.items() if name != "label"
                },
            }
            for key, state in sorted(states.items())
        ],
        "incident": None
        if incident is None
        else {
            "number": incident.number,
            "opened_at": _plain(incident.opened_at),
            "acknowledged_by": incident.acknowledged_by,
        },
    }


def _plain(value: object) -> object:
    """A value as JSON takes it: exact numbers as numbers, times as ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value


def _describe(
    rule: RuleRow,
    vocabulary: Vocabulary,
    states: Mapping[str, StateRow],
    incident: IncidentRow | None,
) -> list[str]:
    """A rule in a few lines, its name first."""
    lines = [
        f"{rule.name} ({rule.state})",
        f"  {write_sentence(describe_rule(rule, vocabulary))}",
        f"  {say_standing(rule, states)}",
    ]
    if incident is not None:
        by = f", acknowledged by {incident.acknowledged_by}" if incident.acknowledged_by else ""
        lines.append(f"  alert {incident.number} since {incident.opened_at:%Y-%m-%d %H:%M} UTC{by}")
    if rule.state == "broken" and rule.state_reason:
        lines.append(f"  broken: {rule.state_reason}")
    return lines


def _find_stage(numbers: Numbers, rule: RuleRow, who: str, now: datetime) -> Stage:
    """A rule as one person would have it judged."""
    people = numbers.read_people(now)
    asker = find_asker(who, people, numbers.company.reps_see)
    seen = replace(asker, scope=narrow_scope(rule, asker, people))
    meaning = Meanings(numbers).find(rule, seen, numbers.setting(now))
    return Stage(numbers, rule, meaning, now)
