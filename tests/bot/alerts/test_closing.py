"""What nobody watches any more is said once, wherever it was told."""

from datetime import date
from decimal import Decimal

import pytest

from storage.alerts import change_rule, delete_rule, pause_rule
from tests.bot.alerts.watching import Watch, differ

DAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize("ending", ["paused", "deleted", "changed"])
def test_what_nobody_watches_any_more_is_said_once_wherever_it_was_told(
    watch: Watch, ending: str
) -> None:
    both = (watch.desk.administrator, watch.desk.lead_channel())
    rule = watch.add(recipients=both)
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.deliver()
    engine, now = watch.desk.engine, watch.desk.clock.now()
    if ending == "paused":
        pause_rule(engine, 1, rule.id, now)
    elif ending == "deleted":
        delete_rule(engine, 1, rule.id, now)
    else:
        changed = differ(rule.plan, line=Decimal("0.01"), recipients=both[:1])
        change_rule(engine, 1, watch.rule(rule), changed, now)
    assert watch.work()["closed"] == 2
    said = {row.recipient: row.content for row in watch.told("alert-closed")}
    assert said.keys() == set(both), "also who is no recipient any more"
    assert all(ending in content["closed"] for content in said.values())
    assert said[both[0]]["first"] == f"alert:{rule.id}:1:{both[0]}"
    assert "closed" not in watch.work()
    assert not watch.told("alert-over")


def test_what_never_arrived_needs_no_word_that_it_is_closed(watch: Watch) -> None:
    rule = watch.add()
    watch.close(DAY, won=2, lost=38)
    watch.work()
    watch.deliver("failed")
    pause_rule(watch.desk.engine, 1, rule.id, watch.desk.clock.now())
    assert watch.work() == {}
    assert not watch.told("alert-closed")
