"""What people type, and the question it becomes; each row of a table is one sentence."""

from datetime import date

import pytest

from bot.asker import Asker
from bot.commands.words import read_pipeline, read_sales
from metrics.period import Period
from metrics.question import Filter, Question
from storage.problem import Problem
from tests.bot.commands.company import (
    ADMINISTRATOR,
    MANAGER,
    OUTSIDER,
    REP,
    SETTING,
    VOCABULARY,
)


def pipeline(text: str, asker: Asker = ADMINISTRATOR) -> Question:
    return read_pipeline(text, asker, VOCABULARY, SETTING).question


def sales(text: str, asker: Asker = ADMINISTRATOR) -> Question:
    return read_sales(text, asker, VOCABULARY, SETTING).question


def _filters(text: str) -> tuple[Filter, ...]:
    """The form "region:East|West; segment:SMB" as filters; "-" is a missing value."""
    made = []
    for part in filter(None, text.split("; ")):
        dimension, _, values = part.partition("=")
        some = tuple(None if value == "-" else value for value in values.split("|"))
        made.append(Filter(dimension, some))
    return tuple(made)


FILTERS = [
    ("GTX Basic", "product=GTX Basic"),
    ("gtx pro", "product=GTX Pro|GTXPro"),
    ("GTXPro", "product=GTX Pro|GTXPro"),
    ("GTX", "product_family=GTX"),
    ('"Acme, Inc."', "account=Acme, Inc."),
    ("Acme, Inc.", "account=Acme, Inc."),
    ("acme inc", "account=Acme, Inc."),
    ("“Acme, Inc.”", "account=Acme, Inc."),
    ("«Acme Corporation»", "account=Acme Corporation"),
    ("West", "region=West"),
    ("Kenya", "account_region=Kenya"),
    ("account region:West", "account_region=West"),
    ("region:West", "region=West"),
    ("region: West", "region=West"),
    ("segment = enterprise", "segment=Enterprise"),
    ("product:Enterprise", "product=Enterprise"),
    ("region West", "region=West"),
    ("West region", "region=West"),
    ("office:West", "region=West"),
    ("country West", "account_region=West"),
    ("region:West,East", "region=East|West"),
    ("region:East, West", "region=East|West"),
    ("East and Central", "region=Central|East"),
    ("East, Central", "region=Central|East"),
    ("region:West segment:SMB", "region=West; segment=SMB"),
    ("SMB in the East", "region=East; segment=SMB"),
    ("mid market", "segment=Mid-market"),
    ("Johnson & Johnson", "account=Johnson & Johnson"),
    ("johnson and johnson's deals account:3M", None),
    ("3M", "account=3M"),
    ("2017 Holdings", "account=2017 Holdings"),
    ('Joe "Ace" Ltd', 'account=Joe "Ace" Ltd'),
    ("AT&amp;T", "account=AT&T"),
    ('"=HYPERLINK(1)"', "account==HYPERLINK(1)"),
    ('"&lt;!channel&gt; Hats"', "account=<!channel> Hats"),
    ("Foo: Bar", "account=Foo: Bar"),
    ("BÄCKEREI MÜLLER GMBH", "account=Bäckerei Müller GmbH"),
    ("<http://3m|3M>", "account=3M"),
    ("IT", "industry=IT"),
    ("it", "industry=IT"),
    ("US", "region=US"),
    ("IN", "region=IN"),
    ("deals in the East", "region=East"),
    ("medical industry", "industry=medical"),
    ("May source", "source=May"),
    ("source:web", "source=Web|web"),
    ("referral's deals", "source=Referral"),
    ("no segment", "segment=-"),
    ("without segment", "segment=-"),
    ("segment:none", "segment=-"),
    ("segment:SMB no segment", "segment=SMB|-"),
    ("without owner", "owner=-"),
    ("manager:Dana Whitfield", "manager=Dana Whitfield"),
    ("lost reason: price", "lost_reason=Price"),
    ("stage:Engaging, lost reason:Price", "lost_reason=Price; stage=Engaging"),
    ("parent account:3M", "parent_account=3M"),
    ("stage:Engaging", "stage=Engaging"),
    ("engaging", "stage=Engaging"),
    ("sales pipeline", "pipeline=Sales Pipeline"),
]


@pytest.mark.parametrize(("text", "filters"), FILTERS)
def test_a_value_of_any_dimension_filters(text: str, filters: str | None) -> None:
    if filters is None:
        with pytest.raises(Problem):
            pipeline(text)
        return
    question = pipeline(text)
    assert question.filters == _filters(filters)
    assert question.scope == ADMINISTRATOR.scope


WHO = [
    (ADMINISTRATOR, "", None),
    (ADMINISTRATOR, "all", None),
    (ADMINISTRATOR, "everyone", None),
    (ADMINISTRATOR, "me", {1}),
    (ADMINISTRATOR, "my deals", {1}),
    (ADMINISTRATOR, "show me all my open deals", {1}),
    (ADMINISTRATOR, "show me the pipeline", None),
    (ADMINISTRATOR, "my team", set(range(1, 11))),
    (ADMINISTRATOR, "<@U004X|anna>", {4}),
    (ADMINISTRATOR, "<@U004X>", {4}),
    (ADMINISTRATOR, "<@U002X>", {2}),
    (ADMINISTRATOR, "Anna Snelling", {4}),
    (ADMINISTRATOR, "anna SNELLING", {4}),
    (ADMINISTRATOR, "Anna Snelling's deals", {4}),
    (ADMINISTRATOR, "snelling", {4}),
    (ADMINISTRATOR, "Snelling’s", {4}),
    (ADMINISTRATOR, '"Anna Snelling"', {4}),
    (ADMINISTRATOR, "anna4@example.com", {4}),
    (ADMINISTRATOR, "<mailto:anna4@example.com|anna4@example.com>", {4}),
    (ADMINISTRATOR, "owner:lee9@example.com", {9}),
    (ADMINISTRATOR, "Bob OHara", {5}),
    (ADMINISTRATOR, "O'Hara", {5}),
    (ADMINISTRATOR, "rep: bob", {5}),
    (ADMINISTRATOR, "Bob and April Jones", {5, 7}),
    (ADMINISTRATOR, "owner:Dana", {2}),
    (ADMINISTRATOR, "owner:April", {7}),
    (ADMINISTRATOR, "Dana's team", {2, 4, 5, 9}),
    (ADMINISTRATOR, "team Dana", {2, 4, 5, 9}),
    (ADMINISTRATOR, 'team "Dana Whitfield"', {2, 4, 5, 9}),
    (ADMINISTRATOR, "<@U002X>'s team", {2, 4, 5, 9}),
    (ADMINISTRATOR, "<@U004X>, team Dana", {2, 4, 5, 9}),
    (ADMINISTRATOR, "the team of Tomas", {3, 6, 7, 8, 10}),
    (ADMINISTRATOR, "Adam West", {8}),
    (ADMINISTRATOR, "owner:me", {1}),
    (ADMINISTRATOR, "all of Bob's deals", {5}),
    (MANAGER, "", {2, 4, 5, 9}),
    (MANAGER, "team", {2, 4, 5, 9}),
    (MANAGER, "me", {2}),
    (MANAGER, "Anna", {4}),
    (MANAGER, "Lee Chan", {9}),
    (MANAGER, "me and Bob", {2, 5}),
    (REP, "", {4}),
    (REP, "me", {4}),
    (REP, "Anna", {4}),
    (OUTSIDER, "", None),
]


@pytest.mark.parametrize(("asker", "text", "people"), WHO)
def test_who_narrows_the_scope(asker: Asker, text: str, people: set[int] | None) -> None:
    question = pipeline(text, asker)
    assert question.scope.people == (None if people is None else frozenset(people))
    assert question.filters == ()
    assert question.scope.label


@pytest.mark.parametrize(
    ("asker", "text"),
    [
        (REP, "team"),
        (REP, "all"),
        (REP, "everyone by owner"),
        (REP, "Bob"),
        (REP, "Dana"),
        (REP, "<@U005X>"),
        (REP, "bob5@example.com"),
        (REP, "owner:bob"),
        (REP, "owner:Dana"),
        (REP, "team Dana"),
        (REP, "Dana's team"),
        (REP, "me and Bob"),
        (MANAGER, "all"),
        (MANAGER, "Tomas"),
        (MANAGER, "team Tomas"),
        (MANAGER, "Anna Berg"),
        (MANAGER, "lee10@example.com"),
        (MANAGER, "Grace Okafor"),
    ],
)
def test_what_is_not_yours_to_see_is_refused_whatever_there_is(asker: Asker, text: str) -> None:
    """The words depend on the text and on the asker's own scope, never on the data."""
    for read in (pipeline, sales):
        asked = text if read is pipeline else f"win rate {text}"
        with pytest.raises(Problem) as caught:
            read(asked, asker)
        assert caught.value.reference == "not-yours"
        assert asker.scope.label in caught.value.why
        assert all(read(suggestion, asker) for suggestion in caught.value.suggestions)


def test_no_scope_is_ever_wider_than_the_askers() -> None:
    for asker in (MANAGER, REP):
        allowed = asker.scope.people or frozenset()
        for text in ("", "me", "Anna", "without owner", "manager:Tomas Lindqvist", "West region"):
            assert (pipeline(text, asker).scope.people or frozenset({-1})) <= allowed


def test_an_administrator_who_sells_nothing_has_no_own_deals() -> None:
    with pytest.raises(Problem, match="which deals are yours"):
        pipeline("me", OUTSIDER)
    with pytest.raises(Problem, match="nobody who reports to you"):
        pipeline("team", OUTSIDER)


BY = [
    ("by owner", "owner"),
    ("by rep", "owner"),
    ("per salesperson", "owner"),
    ("for each rep", "owner"),
    ("broken down by sales rep", "owner"),
    ("by teams", "team"),
    ("by office", "region"),
    ("by sector", "industry"),
    ("by customer", "account"),
    ("by companies", "account"),
    ("by lead source", "source"),
    ("by channel", "source"),
    ("by product family", "product_family"),
    ("by loss reason", "lost_reason"),
    ("by parent account", "parent_account"),
    ("by pipeline", "pipeline"),
    ("by stage", "stage"),
    ("by month", "month"),
    ("by week", "week"),
    ("weekly", "week"),
    ("per year", "year"),
    ("by fiscal quarter", "quarter"),
    ("quarterly", "quarter"),
    ("group by manager?", "manager"),
    ("broken down per region", "region"),
    ("split per region", "region"),
]


@pytest.mark.parametrize(("text", "by"), BY)
def test_a_dimension_has_many_names(text: str, by: str) -> None:
    assert pipeline(text).by == by
    assert sales(f"win rate {text}").by == by


def _period(start: str, last: str) -> Period:
    return Period(
        date.fromisoformat(start), date.fromordinal(date.fromisoformat(last).toordinal() + 1)
    )


CLOSING = [
    ("closing this quarter", "2026-10-01", "2026-12-31"),
    ("closing in May", "2027-05-01", "2027-05-31"),
    ("due this month", "2026-11-01", "2026-11-30"),
    ("expected to close next quarter", "2027-01-01", "2027-03-31"),
    ("closing Q1 2027", "2027-01-01", "2027-03-31"),
    ("closing between 1 and 15 December", "2026-12-01", "2026-12-15"),
    ("due by Friday", "1900-01-01", "2026-11-27"),
    ("closing before 1 January", "1900-01-01", "2026-12-31"),
    ("closing after March", "2027-04-01", "2199-12-31"),
    ("closing today", "2026-11-22", "2026-11-22"),
    ("closing next 30 days", "2026-11-22", "2026-12-21"),
    ("next quarter", "2027-01-01", "2027-03-31"),
    ("since March 2027", "2027-03-01", "2199-12-31"),
]


@pytest.mark.parametrize(("text", "start", "last"), CLOSING)
def test_closing_is_about_the_expected_close(text: str, start: str, last: str) -> None:
    assert pipeline(text).closing == _period(start, last)
    assert pipeline(text).period is None


def test_a_meaning_that_was_not_said_is_told() -> None:
    words = read_pipeline("next quarter", ADMINISTRATOR, VOCABULARY, SETTING)
    assert words.notes == ("Taken as: expected to close next quarter (Q1 2027).",)
    words = read_pipeline("since March 2027", ADMINISTRATOR, VOCABULARY, SETTING)
    assert words.notes == ("Taken as: expected to close on 1 Mar 2027 or later.",)
    words = read_pipeline("closing from March", ADMINISTRATOR, VOCABULARY, SETTING)
    assert words.notes == ("Taken as: expected to close on 1 Mar 2027 or later.",)
    for said in ("closing Q1", "closing from March 2027", "closing since last month"):
        assert read_pipeline(said, ADMINISTRATOR, VOCABULARY, SETTING).notes == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("as of 1 May", date(2026, 5, 1)),
        ("as at 2026-05-01", date(2026, 5, 1)),
        ("on 1 May", date(2026, 5, 1)),
        ("as of the end of last quarter", date(2026, 9, 30)),
        ("as of March", date(2026, 3, 31)),
        ("as of this month", None),
        ("as of today", None),
        ("today", None),
        ("now", None),
        ("as of 4 weeks ago", date(2026, 10, 25)),
        ("as of last Friday", date(2026, 11, 20)),
    ],
)
def test_as_of_is_the_evening_of_a_day(text: str, day: date | None) -> None:
    assert pipeline(text).as_of == day


@pytest.mark.parametrize(
    "text",
    [
        "show me the open pipeline for the East by office please",
        "What is closing this quarter in the East, by region?",
        "by region, East, closing this quarter!",
        "EAST BY REGION",
        "  by\tregion\n East  ",
    ],
)
def test_words_that_say_nothing_are_passed_over(text: str) -> None:
    question = pipeline(text)
    assert question.by == "region"
    assert question.filters == (Filter("region", ("East",)),)


def test_everything_at_once() -> None:
    question = pipeline(
        'team closing this quarter "Acme, Inc." as of last Friday by product segment:SMB', MANAGER
    )
    assert question == Question(
        metrics=("open_deals", "open_pipeline", "weighted_pipeline"),
        scope=MANAGER.scope,
        as_of=date(2026, 11, 20),
        closing=_period("2026-10-01", "2026-12-31"),
        filters=(Filter("account", ("Acme, Inc.",)), Filter("segment", ("SMB",))),
        by="product",
    )
