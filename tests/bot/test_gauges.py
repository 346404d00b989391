"""What Prometheus reads: how the work goes, without a name or a number of the business."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest
import uvicorn
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.gauges import Gauges
from bot.numbers import Numbers
from bot.settings import Company
from bot.web import build_web
from bot.web_thread import WebThread, find_address, open_door
from storage.alerts import add_rule
from storage.digests import DigestPlan, Due, add_digest
from storage.outbox import Parcel, put_in
from storage.sample import load_sample
from tests.storage.rules import PLAN

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def gauges(engine: Engine) -> Gauges:
    load_sample(engine, 1, 100, today=NOW.date(), now=NOW - timedelta(hours=2))
    plan = DigestPlan(
        "Secret page", "team", "visible", None, ("flow",), (), ("C1",), "every Monday 09:00", "UTC",
        False, "U1",
    )  # fmt: skip
    add_digest(engine, 1, plan, Due("2026-11-23T07:00", NOW - timedelta(hours=1)), NOW)
    add_rule(engine, 1, replace(PLAN, name="Secret line"), NOW)
    with engine.begin() as connection:
        for number, state in enumerate(("waiting", "delivered", "delivered", "failed")):
            due = NOW - timedelta(minutes=90)
            parcel = Parcel(f"k{number}", "digest", "Secret page", "C1", "U1", due)
            put_in(connection, 1, parcel, NOW, outcome=state)
    return Gauges(Numbers(engine, Company()), MovableClock(NOW), lambda: 7)


def read(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_work_is_counted_and_what_is_late_is_told(gauges: Gauges) -> None:
    text = gauges.write().decode()
    told = read(text)
    assert told[("salesbell_ticks_total",)] == 7
    assert told[("salesbell_deliveries", "digest", "delivered")] == 2
    assert told[("salesbell_deliveries", "digest", "waiting")] == 1
    assert told[("salesbell_digests", "active")] == 1
    assert told[("salesbell_digests", "broken")] == 0
    assert told[("salesbell_alert_rules", "active")] == 1
    assert told[("salesbell_alert_checks", "fired")] == 0
    assert told[("salesbell_oldest_due_late_seconds",)] == pytest.approx(5400, abs=60)
    assert told[("salesbell_data_age_seconds",)] == pytest.approx(7200, abs=60)
    assert "Secret" not in text
    assert "C1" not in text


@pytest.fixture
def address(gauges: Gauges) -> Iterator[str]:
    door = open_door("127.0.0.1", 0)
    web = build_web(None, lambda: {"database": True}, gauges.write)
    with WebThread(uvicorn.Config(web, log_config=None, access_log=False), door, "web"):
        yield find_address(door)


def test_it_is_a_page_of_the_web_server(address: str) -> None:
    with urlopen(f"{address}/metrics") as response:  # noqa: S310 - our own server on this machine
        assert response.headers["content-type"].startswith("text/plain")
        assert ("salesbell_ticks_total",) in read(response.read().decode())
