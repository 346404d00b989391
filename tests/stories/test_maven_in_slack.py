"""The public figures come through Slack's own protocol: signed HTTP and Socket Mode."""

import json
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from bot.demo import Transport
from bot.playground.state import PlaygroundUser
from bot.settings import Company
from storage.engine import open_engine
from tests.stories.conftest import MAVEN, NEW_YEAR, Story, tell

WHO = "Robin Ashdown"
USERS = [PlaygroundUser("U00000001", WHO, "robin@example.com", role="administrator")]


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((MAVEN / "answers.json").read_text("utf-8"))["figures"]
    return loaded


@pytest.fixture(params=["http", "socket"])
def maven(maven_url: str, request: pytest.FixtureRequest) -> Iterator[Story]:
    transport: Transport = request.param
    engine = open_engine(maven_url)
    company = Company(name="Maven")
    with tell(engine, NEW_YEAR, transport=transport, company=company, users=USERS) as story:
        yield story
    engine.dispose()


def percent(share: float) -> str:
    rounded = (Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded} %"


def test_the_headlines_are_the_published_ones(maven: Story, figures: dict[str, Any]) -> None:
    overall = figures["overall"]
    answer = maven.ask(WHO, "/sales bookings, deals won, deals lost, win rate 2017")
    assert "10,005,534" in maven.read(answer)
    assert f"{overall['won']:,}" in maven.read(answer)
    assert f"{overall['lost']:,}" in maven.read(answer)
    assert "63.15 %" in maven.read(answer)


def test_the_win_rate_by_region_is_exact_in_the_file_that_slack_receives(
    maven: Story, figures: dict[str, Any]
) -> None:
    answer = maven.ask(WHO, "/sales win rate by region 2017")
    rows = {row["group"]: row for row in maven.export(WHO, answer)}
    expected = figures["by_regional_office"]
    for region, right in expected.items():
        assert int(rows[region]["numerator"]) == right["won"]
        assert int(rows[region]["denominator"]) == right["closed"]
        assert percent(right["win_rate"]) in maven.read(answer)
    assert int(rows["Total"]["numerator"]) == figures["overall"]["won"]


def test_bookings_by_quarter_are_exact(maven: Story, figures: dict[str, Any]) -> None:
    answer = maven.ask(WHO, "/sales bookings by quarter 2017")
    rows = {row["group"]: row for row in maven.export(WHO, answer)}
    for quarter, right in figures["by_close_quarter"].items():
        year, name = quarter.split("-")
        assert Decimal(rows[f"{name} {year}"]["value"]) == right["won_value"]


def test_the_pipeline_counts_deals_without_amount_and_says_what_is_missing(
    maven: Story, figures: dict[str, Any]
) -> None:
    answer = maven.ask(WHO, "/pipeline")
    assert f"{figures['overall']['open']:,} open deals" in maven.read(answer)
    assert "Engaging: 1,589 deals" in maven.read(answer)
    assert "Prospecting: 500 deals" in maven.read(answer)
    modal = maven.open_modal(WHO, answer, "How is this computed?", until="Formula")
    receipt = json.dumps(modal.body)
    assert "2,089" in receipt
    assert "500" in receipt  # without a created date


def test_a_sector_misspelt_in_the_file_is_not_merged_but_asked_for_by_its_own_name(
    maven: Story, figures: dict[str, Any]
) -> None:
    answer = maven.ask(WHO, "/sales win rate technolgy 2017")
    right = figures["by_sector"]["technology"]
    assert f"{right['won']:,} of {right['closed']:,}" in maven.read(answer)
