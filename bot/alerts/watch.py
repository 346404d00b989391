"""Judges the alert rules that newer data has come for, and puts what is to be told into the outbox.

Any number of processes may run it: the database says what is due and who is at work on it, and
what came of a rule is written down in one transaction with what is told of it. Slack is asked
before that, never inside.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from threading import Event

import structlog

from bot.alerts.batch import Item, open_batch
from bot.alerts.closing import tell_closed
from bot.alerts.judging import find_holders, find_left, judge_items, list_alarms, mute_checks
from bot.alerts.meanings import Meanings
from bot.alerts.reporter import Reporter
from bot.alerts.scopes import Sights
from bot.alerts.slip import Slip
from bot.alerts.teller import Teller
from bot.digests.audience import Audiences
from bot.digests.roster import Roster
from bot.errors import describe_failure
from bot.numbers import Numbers
from metrics.alerts.coverage import Coverages, read_coverages
from metrics.question import Setting
from storage.alert_checks import write_checked
from storage.alert_incidents import close_open, list_open_rules, note_told, open_incident
from storage.alerts import RuleRow, list_rules
from storage.due_alerts import claim_due_rules, give_back, is_any_due
from storage.engine import Connection
from storage.imports import read_data_version
from storage.outbox import put_in

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
BATCH = 2_000
"""Rules that are judged together share what is read for them."""
_AFTER_FAILURE = timedelta(minutes=1)


class Watchman:
    """Works for one workspace. Make one for each process.

    Args:
        numbers: The company's numbers; its database holds rules and outbox.
        roster: Knows who is where.
        find_administrators: The Slack users who are told when something is broken.
    """

    def __init__(
        self,
        numbers: Numbers,
        roster: Roster,
        find_administrators: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._numbers = numbers
        self._audiences = Audiences(roster, numbers)
        self._find_administrators = find_administrators
        self._meanings = Meanings(numbers)
        self._name = secrets.token_hex(8)
        self._claims = count(1)
        self.stopping = Event()
        """Set it, and no further rules are taken up."""

    def work(
        self, now: datetime, deliver_soon: Callable[[], object] = lambda: None
    ) -> Counter[str]:
        """Judge all rules that are due at `now`; how many, by what came of them.

        "closed" counts what is said of alerts that nobody watches any more;
        "put off" counts rules whose readers Slack does not tell at the moment, "lost" those that
        somebody else has changed or taken over meanwhile, "left" those of a check that failed by
        our own fault; they are taken up again.
        """
        done: Counter[str] = Counter()
        engine, workspace = self._numbers.engine, self._numbers.workspace_id
        if closed := tell_closed(engine, workspace, now):
            done["closed"] += closed
            deliver_soon()
        while not self.stopping.is_set():
            with engine.connect() as connection:
                version = read_data_version(connection, workspace)
                setting = self._numbers.setting(now)
                coverages = read_coverages(connection, setting)
                day = coverages.day
                if version is None or day is None:
                    return done
                if not is_any_due(connection, workspace, day, version.number, now):
                    return done
            claim = f"{self._name}-{next(self._claims)}"
            rows = claim_due_rules(engine, workspace, day, version.number, now, claim, LEASE, BATCH)
            if not rows:  # another process was faster
                return done
            try:
                done += self._check(rows, claim, version.number, coverages, setting, now)
            except Exception as error:  # noqa: BLE001 - the database may come back
                describe_failure(error)
                give_back(engine, workspace, claim, [row.id for row in rows], now + _AFTER_FAILURE)
                done["left"] += len(rows)
            deliver_soon()
        return done

    def _check(
        self,
        rows: Sequence[RuleRow],
        claim: str,
        version: int,
        coverages: Coverages,
        setting: Setting,
        now: datetime,
    ) -> Counter[str]:
        """Judge claimed rules together, and write down what came of each."""
        numbers = self._numbers
        people = numbers.read_people(now)
        sights = Sights(self._audiences, people, now)
        with numbers.engine.connect() as connection:
            batch = open_batch(connection, rows, sights, self._meanings, coverages, setting)
            judged = judge_items(
                connection, batch.items, coverages, setting, now, find_left(people)
            )
            holders = find_holders(people)
            others = self._list_others(connection, batch.items, sights, coverages, setting)
            alarms = list_alarms(others, {}, holders)
            checks = mute_checks(batch.items, judged.checks, alarms, holders)
            reporter = Reporter(connection, coverages, setting, version, now)
            day = coverages.day or setting.today
            teller = Teller(reporter, self._find_administrators, day, version, now)
            slips = [
                teller.tell(
                    item,
                    checks[item.row.id],
                    judged.windows.get(item.row.id),
                    judged.problems.get(item.row.id),
                )
                for item in batch.items
            ]
        done = self._write(slips, claim, now)
        for rule_id, seconds in batch.busy.items():
            until = now + timedelta(seconds=max(1.0, seconds))
            give_back(numbers.engine, numbers.workspace_id, claim, [rule_id], until)
            done["put off"] += 1
        return done

    def _list_others(
        self,
        connection: Connection,
        items: Sequence[Item],
        sights: Sights,
        coverages: Coverages,
        setting: Setting,
    ) -> list[Item]:
        """The rules that fire and are not judged now: they can speak for those that are."""
        judged = {item.row.id for item in items}
        firing = set(list_open_rules(connection, setting.workspace_id)) - judged
        rows = list_rules(connection, setting.workspace_id) if firing else []
        others = [row for row in rows if row.id in firing]
        return open_batch(connection, others, sights, self._meanings, coverages, setting).items

    def _write(self, slips: Sequence[Slip], claim: str, now: datetime) -> Counter[str]:
        """Write down what came of rules and put what is told into the outbox, or nothing of it."""
        engine, workspace = self._numbers.engine, self._numbers.workspace_id
        done: Counter[str] = Counter()
        with engine.begin() as connection:
            checked = [slip.checked for slip in slips]
            kept = write_checked(connection, workspace, claim, checked, now)
            for slip in slips:
                if slip.checked.rule_id not in kept:
                    done["lost"] += 1
                    continue
                done[slip.checked.outcome] += 1
                self._put_in(connection, slip, now)
        for slip in slips:
            if slip.notice is not None:
                log.info("alert told", rule=slip.checked.rule_id, notice=slip.notice.value)
        return done

    def _put_in(self, connection: Connection, slip: Slip, now: datetime) -> None:
        """What one rule tells, in the transaction that says that it was judged."""
        workspace, rule_id = self._numbers.workspace_id, slip.checked.rule_id
        incident = slip.item.incident
        if slip.ending and incident is not None:
            close_open(connection, workspace, rule_id, slip.ending, now)
        if slip.opens:
            incident = open_incident(connection, workspace, rule_id, now)
        if incident is not None:
            for parcel in slip.address(incident, now):
                put_in(connection, workspace, parcel, now)
            if slip.told is not None:
                note_told(connection, workspace, rule_id, incident.number, slip.told)
        for notice in slip.notices:
            put_in(connection, workspace, notice, now)
