"""The rules of one check with all that is known of them, before anything is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.alerts.meanings import Meaning, Meanings, read_rule
from bot.alerts.records import read_state
from bot.alerts.scopes import Sights
from bot.alerts.shown import name_first
from bot.digests.roster import SlackBusy
from bot.errors import describe_failure
from metrics.alerts.coverage import Coverages
from metrics.alerts.rule import Rule
from metrics.alerts.state import State
from metrics.question import Setting
from storage.alert_incidents import IncidentRow, read_open
from storage.alert_states import read_states
from storage.alerts import RuleRow
from storage.deliveries import read_deliveries
from storage.engine import Connection
from storage.outbox import DeliveryRow
from storage.problem import Problem


@dataclass(frozen=True)
class Item:
    """One rule.

    Attributes:
        day: The last complete day of its own table.
        meaning: What it means; None when it can't be judged.
        problem: Why it can't be.
        incident: The open one, if any.
        first: The deliveries that say that this incident began.
    """

    row: RuleRow
    rule: Rule
    day: date
    states: Mapping[str, State]
    incident: IncidentRow | None
    first: tuple[DeliveryRow, ...]
    meaning: Meaning | None = None
    problem: Problem | None = None


@dataclass
class Batch:
    """The rules that can be taken up now, and those that Slack has to be asked about later.

    Attributes:
        busy: Seconds until Slack may be asked again, by rule.
    """

    items: list[Item] = field(default_factory=list)
    busy: dict[int, float] = field(default_factory=dict)


def open_batch(
    connection: Connection,
    rows: Sequence[RuleRow],
    sights: Sights,
    meanings: Meanings,
    coverages: Coverages,
    setting: Setting,
) -> Batch:
    """Read what is known of rules. Slack is asked who reads what they tell."""
    ids, workspace = [row.id for row in rows], setting.workspace_id
    states = read_states(connection, workspace, ids)
    incidents = read_open(connection, workspace, ids)
    keys = {
        row.id: [name_first(row.id, incidents[row.id].number, one) for one in row.recipients]
        for row in rows
        if row.id in incidents
    }
    sent = read_deliveries(connection, workspace, [key for some in keys.values() for key in some])
    batch = Batch()
    for row in rows:
        known = {key: read_state(state) for key, state in states.get(row.id, {}).items()}
        item = Item(
            row,
            read_rule(row),
            coverages.find(row.metric).day or setting.today,
            known,
            incidents.get(row.id),
            tuple(sent[key] for key in keys.get(row.id, ()) if key in sent),
        )
        _understand(batch, item, sights, meanings, setting)
    return batch


def _understand(
    batch: Batch, item: Item, sights: Sights, meanings: Meanings, setting: Setting
) -> None:
    try:
        asker = sights.find(item.row).asker
        meaning = meanings.find(item.row, asker, setting)
    except SlackBusy as busy:
        batch.busy[item.row.id] = busy.seconds
    except Problem as problem:
        batch.items.append(replace(item, problem=problem))
    except Exception as error:  # noqa: BLE001 - one rule must not stop the others
        batch.items.append(replace(item, problem=apologise(describe_failure(error))))
    else:
        batch.items.append(replace(item, meaning=meaning))


def apologise(reference: str) -> Problem:
    """A rule can't be judged because of a fault of our own."""
    return Problem(
        "alert-failed",
        what="I couldn't work it out.",
        why="It's my fault, not yours.",
        fix=f"Tell whoever runs salesbell this reference: {reference}.",
    )
