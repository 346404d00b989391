"""Each slot of each digest gets into the outbox once, and what can't be told is told to people."""

from tests.bot.digests.conftest import MONDAY, Desk, later


def test_a_digest_is_put_in_when_it_is_due_and_once(desk: Desk) -> None:
    desk.add()
    assert desk.work() == {}
    assert desk.work(MONDAY) == {"waiting": 1}
    assert desk.work(later(hours=1)) == {}
    (row,) = desk.deliveries()
    assert row.key == f"digest:1:2026-11-23T09:00:{desk.manager}"
    assert row.content["report"]["title"] == "Monday page"
    assert row.content["report"]["scope"].startswith("Dana Whitlock's team")
    assert desk.digest().next_slot == "2026-11-30T09:00"
