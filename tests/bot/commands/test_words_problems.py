"""Words that are not known or not clear: never a guess, always whole texts that can be run."""

import sys
from collections.abc import Callable

import pytest

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words import PipelineWords, SalesWords, read_pipeline, read_sales
from metrics.catalog import METRICS
from metrics.dimension import DIMENSIONS
from metrics.question import Question, Setting
from storage.problem import Problem
from tests.bot.commands.company import (
    ADMINISTRATOR,
    MANAGER,
    PEOPLE,
    REP,
    SETTING,
    VALUES,
    VOCABULARY,
)

Read = Callable[[str, Asker, Vocabulary, Setting], PipelineWords | SalesWords]


def pipeline(text: str, asker: Asker = ADMINISTRATOR) -> Question:
    return read_pipeline(text, asker, VOCABULARY, SETTING).question


def refuse(text: str, asker: Asker = ADMINISTRATOR) -> Problem:
    with pytest.raises(Problem) as caught:
        pipeline(text, asker)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Pipline by ownr", "pipeline by owner"),
        ("by ownr", "by owner"),
        ("by regoin", "by region"),
        ("wset by owner", "West by owner"),
        ("Wset, East", "West, East"),
        ("Acme", '"Acme, Inc."'),
        ("acme corporaton", '"Acme Corporation"'),
        ("GTX Por", '"GTX Pro"'),
        ("Anna Sneling", 'owner:"Anna Snelling"'),
        ("Cental", "Central"),
        ("enterprize", "segment:Enterprise"),
        ("closing ths quarter", "closing this quarter"),
        ("clsing this quarter by owner", "closing this quarter by owner"),
        ("region:Wst", "region:West"),
        ("segment:Enterprice by owner", "segment:Enterprise by owner"),
        ("region:", "region:West"),
        ("owner:Ana", 'owner:"Anna Snelling"'),
        ("by", "by owner"),
        ("closing", "closing this quarter"),
        ("East due", "East closing this quarter"),
        ("as of", "as of last Friday"),
        ("by owner and segment", "by owner"),
        ("by owner and segment", "by segment"),
        ("by owner, product family, East", "by product family, East"),
        ("East zork", "East"),
        ("as of 31 Feb", "as of 29 Feb"),
        ("closing 31 Feb 2027 by owner", "closing 28 Feb 2027 by owner"),
        ("31 Feb by owner", "as of 29 Feb by owner"),
        ("as of 1 Dec 2026", "closing 1 Dec 2026"),
        ("closing this quarter and closing next quarter", "closing this quarter"),
        ("by region by owner", "by owner"),
        ("closing Q1 closing Q2", "closing Q2"),
        ("win rate by region", "/sales win rate by region"),
        ("overdue", "/sales overdue"),
        ("closing since March", "closing 1 Mar 2026 onwards"),
        ("by owner closing since March", "by owner closing 1 Mar 2027 onwards"),
        ("won", "/sales won"),
        ("lost deals", "/sales lost deals"),
        ("by owner won", "/sales by owner won"),
        ("gone cold", "/sales deals lost gone cold"),
        ("stage:Won by owner", "/sales deals won stage:Won by owner"),
        ("stage:Won, Lost", "/sales deals won stage:Won, Lost"),
        ("by owner vs last week", "/sales open pipeline by owner vs last week"),
        ("not West region", "region:Central region:East region:IN region:US"),
        ("-West", "region:Central region:East region:IN region:US"),
        ("region!=West", "region:Central region:East region:IN region:US"),
        ("this quarter by owner", "closing Q4 2026 by owner"),
        ("this quarter by owner", "as of 22 Nov 2026 by owner"),
        ("Q2", "closing Q2 2027"),
        ("Q2", "as of 30 Jun 2026"),
        ("yesterday", "as of 21 Nov 2026"),
        ("enterprise", "segment:Enterprise"),
        ("enterprise", "product:Enterprise"),
        ("by owner medical", "by owner industry:medical"),
        ("by owner medical", "by owner account:Medical"),
        ("May by owner", "source:May by owner"),
        ("May by owner", "closing May 2027 by owner"),
        ("Anna by stage", 'owner:"Anna Snelling" by stage'),
        ("Anna by stage", 'owner:"Anna Berg" by stage'),
        ("Lee Chan", "owner:lee9@example.com"),
        ("Dana", 'team "Dana Whitfield"'),
        ("Dana", 'owner:"Dana Whitfield"'),
    ],
)
def test_what_could_be_meant_is_offered_as_a_whole_text(typed: str, nearest: str) -> None:
    problem = refuse(typed)
    assert nearest in problem.suggestions
    assert problem.what
    assert problem.fix


def test_the_nearest_comes_first() -> None:
    assert refuse("Pipline by ownr").suggestions[0] == "pipeline by owner"
    assert refuse("wset by owner").suggestions[0] == "West by owner"


@pytest.mark.parametrize(
    "text",
    [
        "top 5",
        "> 10000",
        "zork",
        "East zork by owner",
        "by zork",
        "in the whatever",
        "East or else",
        "not",
        "closing",
        "as of",
        "region:zork",
        "<!channel>",
        "<#C123|general> by owner",
        "=HYPERLINK(1)",
        "owner:zork",
        "medical",
    ],
)
def test_nothing_that_says_something_is_passed_over(text: str) -> None:
    assert refuse(text).reference


@pytest.mark.parametrize("text", ["deals over 50k", "top 5 deals", "zork of the", "as zork of"])
def test_no_text_is_offered_that_only_leaves_out_what_was_asked(text: str) -> None:
    assert refuse(text).suggestions == ()


@pytest.mark.parametrize("text", ["by owner and segment", "by region, product"])
def test_a_second_breakdown_is_told_as_such_and_not_as_unknown(text: str) -> None:
    assert refuse(text).reference == "said-twice"


def test_unknown_words_are_named_as_they_were_typed() -> None:
    problem = refuse("East zork blah by owner")
    assert problem.reference == "unknown-word"
    assert problem.what == "I don't know “zork blah”."
    assert "/pipeline help" in problem.fix


def test_a_mention_that_nobody_has_says_how_to_be_known() -> None:
    problem = refuse("<@U9ZZZZ|zoe> by owner")
    assert problem.reference == "unknown-person"
    assert "salesbell import people" in problem.fix


def test_a_rep_is_offered_nobody_elses_name() -> None:
    """Whom one may not ask for is not named as what could be meant either."""
    for typed in ("Bobb", "Tomass", "owner:Grac", "April Jone", "Lindqvis"):
        suggestions = refuse(typed, REP).suggestions
        named = " ".join(suggestions).lower()
        assert not any(word in named for word in ("bob", "tomas", "grace", "april jones", "lind"))


def test_a_manager_is_offered_the_namesakes_in_the_team_only() -> None:
    assert pipeline("Lee", MANAGER).scope.people == frozenset({9})
    assert refuse("Le Chan", MANAGER).suggestions[0] == "owner:lee9@example.com"


HOSTILE = [
    "x" * 3000,
    "zork " * 600,
    "by " * 1000,
    "\x00\x01\x1b[31mWest\x07",
    "\u202eWest\u202c by owner\u200b",
    '"' * 500,
    '"a""b"" ""c" "" "',
    "“West «by” owner»",
    "<@U123",
    "<@U12345|<!channel>>",
    "&lt;!here&gt; &amp;amp;",
    "=cmd|' /C calc'!A0",
    "region:::West",
    "region:region:West",
    "by by by owner",
    ", , , ;;",
    "()[]{}<>",
    "\ud800",
    "🔔 🚀 by 🦆",
    "٣ أبريل",
    "１ Ｍａｙ",
    "' OR 1=1 --",
    "{{7*7}} ${jndi:ldap://x}",
    "between between and and to to",
    "owner:" * 200,
    "İstanbul ŉ ﬁ ß",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("asker", [ADMINISTRATOR, REP], ids=["administrator", "rep"])
def test_hostile_text_is_at_worst_a_problem_that_repeats_little_of_it(
    text: str, asker: Asker
) -> None:
    for read in (read_pipeline, read_sales):
        told = _tell(read, text, asker)
        if told is not None:
            assert len(told.what) <= 160
            assert len(told.suggestions) <= 5
            assert "\x1b" not in str(told)
            assert "\u202e" not in str(told)


def _tell(read: Read, text: str, asker: Asker) -> Problem | None:
    try:
        read(text, asker, VOCABULARY, SETTING)
    except Problem as problem:
        return problem
    return None


def test_invisible_signs_do_not_change_what_is_read() -> None:
    assert pipeline("\u202eEast\u202c by\u00a0owner\u200b\r\n") == pipeline("East by owner")


def _make_many(count: int) -> Vocabulary:
    names = [f"{a}{b} Holding {n}, Inc." for n, (a, b) in enumerate(_syllables(count))]
    return Vocabulary.build(
        people=PEOPLE,
        values={**VALUES, "account": names},
        metrics=METRICS.values(),
        dimensions=DIMENSIONS.values(),
    )


def _syllables(count: int) -> list[tuple[str, str]]:
    heads = ("Al", "Bel", "Cor", "Dun", "Er", "Fal", "Gor", "Hal", "Ix", "Jor")
    return [(heads[n % 10], heads[n // 10 % 10].lower() * (1 + n % 3)) for n in range(count)]


def test_reading_takes_no_more_steps_with_a_hundred_times_the_accounts() -> None:
    """Reading looks words up; it does not go through the names."""
    text = "by owner segment:SMB alal holding 0 inc closing this quarter as of last Friday"
    steps = []
    for count in (1_000, 100_000):
        vocabulary = _make_many(count)
        question = read_pipeline(text, ADMINISTRATOR, vocabulary, SETTING).question
        assert [one.dimension for one in question.filters] == ["account", "segment"]
        steps.append(_count_steps(text, vocabulary))
    assert steps[1] <= 1.1 * steps[0]


def _count_steps(text: str, vocabulary: Vocabulary) -> int:
    """How many lines of Python and calls reading takes."""
    steps = 0

    def note(*_: object) -> object:
        nonlocal steps
        steps += 1
        return note

    before = sys.gettrace()
    sys.settrace(note)  # type: ignore[arg-type]  # it takes what it is given
    try:
        read_pipeline(text, ADMINISTRATOR, vocabulary, SETTING)
    finally:
        sys.settrace(before)
    return steps
