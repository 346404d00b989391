"""What `salesbell doctor` finds wrong with what is sent: broken digests and alerts, channels."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.digests.audience import is_user
from bot.numbers import Numbers
from bot.settings import Settings
from bot.terminal.tick import open_workshop
from storage.alerts import list_rules
from storage.deliveries import count_outcomes
from storage.digests import DigestRow, list_digests
from storage.problem import Problem
from storage.watch import find_oldest_due

OVERDUE = timedelta(minutes=10)
"""Whatever is due for so long and has not been done waits for a process that does not run."""

OpenNumbers = Callable[[Settings], AbstractContextManager[Numbers]]


def list_digest_checks(
    settings: Settings, open_numbers: OpenNumbers
) -> dict[str, Callable[[], str]]:
    """Each check by name; it gives what is well, or raises the Problem."""
    return {
        "digests": lambda: _check_digests(settings, open_numbers),
        "alerts": lambda: _check_alerts(settings, open_numbers),
        "deliveries": lambda: _check_deliveries(settings, open_numbers),
        "channels": lambda: _check_channels(settings, open_numbers),
    }


def _check_digests(settings: Settings, open_numbers: OpenNumbers) -> str:
    with open_numbers(settings) as numbers:
        digests = _read_digests(numbers)
    broken = [row for row in digests if row.state == "broken"]
    if broken:
        raise Problem(
            "digests-broken",
            what=f"{_count(len(broken), 'digest')} broken: {_list([row.name for row in broken])}.",
            why=f"{broken[0].name}: {broken[0].state_reason}",
            fix="Mend what is said there; see each with: salesbell digests",
        )
    return _count(len(digests), "digest") if digests else "none yet"


def _check_alerts(settings: Settings, open_numbers: OpenNumbers) -> str:
    with open_numbers(settings) as numbers, numbers.engine.connect() as connection:
        rules = list_rules(connection, numbers.workspace_id)
    broken = [row for row in rules if row.state == "broken"]
    if broken:
        raise Problem(
            "alerts-broken",
            what=f"{_count(len(broken), 'alert')} broken: {_list([row.name for row in broken])}.",
            why=f"{broken[0].name}: {broken[0].state_reason}",
            fix="Mend what is said there; see each with: salesbell alerts",
        )
    return _count(len(rules), "alert rule") if rules else "none yet"


def _check_deliveries(settings: Settings, open_numbers: OpenNumbers) -> str:
    now = Clock().now()
    with open_numbers(settings) as numbers, numbers.engine.connect() as connection:
        oldest = find_oldest_due(connection, numbers.workspace_id, now)
        outcomes = count_outcomes(connection, numbers.workspace_id, now - timedelta(days=7))
    if oldest is not None and now - oldest > OVERDUE:
        raise Problem(
            "deliveries-overdue",
            what=f"Something is due since {_write(oldest)} and has not been done.",
            why="No process is at work that makes and delivers digests, or Slack refuses it.",
            fix="Run salesbell serve, or salesbell tick every few minutes; see what waits with: "
            "salesbell deliveries --state waiting",
        )
    bad = sum(n for (_, state), n in outcomes.items() if state in ("failed", "broken", "unsure"))
    sent = sum(n for (_, state), n in outcomes.items() if state == "delivered")
    said = f"{sent} delivered in the last 7 days, {bad} not"
    return f"{said}; see: salesbell deliveries" if bad else said


def _check_channels(settings: Settings, open_numbers: OpenNumbers) -> str:
    with open_numbers(settings) as numbers:
        digests = _read_digests(numbers)
        places = dict.fromkeys(one for row in digests for one in row.recipients)
        if not places:
            return "no digest goes anywhere yet"
        desk = open_workshop(settings, numbers.company, numbers.engine, Clock()).desk
        now = Clock().now()
        faults = [
            (row, problem)
            for row in digests
            if row.state != "paused"
            for problem in desk.find_place_faults(row, now)
        ]
    if faults:
        digest, problem = faults[0]
        more = f" {len(faults) - 1} more like it." if len(faults) > 1 else ""
        raise Problem(
            "digest-channels",
            what=f"The digest {digest.name} can't be told: {problem.what}{more}",
            why=problem.why,
            fix=problem.fix,
        )
    channels = sum(not is_user(one) for one in places)
    return f"{_count(channels, 'channel')} and {_count(len(places) - channels, 'person', 'people')}"


def _read_digests(numbers: Numbers) -> list[DigestRow]:
    with numbers.engine.connect() as connection:
        return list_digests(connection, numbers.workspace_id)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def _list(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def _write(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
