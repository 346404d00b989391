"""What holds for every rule and every text: back and forth, and never worse than a Problem."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.sentence import read_sentence
from bot.alerts.sentence_writing import write_sentence
from bot.alerts.understanding import Author, understand
from bot.alerts.writing import describe_rule
from storage.alerts import RulePlan
from storage.problem import Problem
from tests.bot.alerts.rules import AUTHOR, plans
from tests.bot.commands.company import MANAGER, REP, VOCABULARY

AUTHORS = st.sampled_from([AUTHOR, replace(AUTHOR, asker=MANAGER), replace(AUTHOR, asker=REP)])


@settings(max_examples=150, deadline=None)
@given(plan=plans())
def test_a_rule_reads_back_from_its_sentence(plan: RulePlan) -> None:
    sentence = write_sentence(describe_rule(plan, VOCABULARY), AUTHOR.zone)
    assert read_sentence(sentence, AUTHOR).plan == plan, sentence


@settings(max_examples=50, deadline=None)
@given(plan=plans())
def test_a_rule_reads_back_from_its_words_one_by_one(plan: RulePlan) -> None:
    """As a form and a file have them."""
    understood = understand(describe_rule(plan, VOCABULARY), AUTHOR)
    assert understood.faults == {}
    assert understood.plan == plan


@settings(max_examples=40, deadline=None)
@given(plan=plans(), data=st.data())
def test_the_order_of_clauses_does_not_matter(plan: RulePlan, data: st.DataObject) -> None:
    plain = {"name": "Conversion", "recipients": plan.recipients[:1], "mentions": plan.mentions[:1]}
    named = replace(plan, words=plan.words.split(" account:")[0], **plain)  # type: ignore[arg-type]  # a plan's
    sentence = write_sentence(describe_rule(named, VOCABULARY), AUTHOR.zone)
    head, *clauses = sentence.split(", ")
    shuffled = ", ".join([head, *data.draw(st.permutations(clauses))])
    assert read_sentence(shuffled, AUTHOR).plan == read_sentence(sentence, AUTHOR).plan, shuffled


_HEAP = (
    "win rate bookings open pipeline the data is stale below above fell rose by 18 % 5 points $40k"
    " 40,000 over 4 weeks a quarter with at least 30 deals quiet certainty for 3 days until above"
    " behind goal against last year unusual no new leads nothing happens at most every 24 hours 1"
    " false alarm not between 19:00 and 08:00 on working days mention <@U002X> <#C123|sales> whose"
    ' team Dana called "x y" when if tell me here , : = & West region:West by owner zork bellow'
)


def read_or_be_told(text: str, author: Author) -> RulePlan | Problem:
    try:
        return read_sentence(text, author).plan
    except Problem as problem:
        return problem


@settings(max_examples=80, deadline=None)
@given(words=st.lists(st.sampled_from(_HEAP.split()), max_size=14), author=AUTHORS)
def test_any_heap_of_words_is_read_or_told_and_each_suggestion_reads(
    words: list[str], author: Author
) -> None:
    found = read_or_be_told(" ".join(words), author)
    if isinstance(found, Problem):
        assert found.what
        assert all(read_sentence(text, author).plan for text in found.suggestions)
        return
    sentence = write_sentence(describe_rule(found, VOCABULARY), author.zone)
    assert read_sentence(sentence, author).plan == found, sentence


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=120), author=AUTHORS)
def test_no_text_does_worse_than_a_problem(text: str, author: Author) -> None:
    found = read_or_be_told(text, author)
    assert not isinstance(found, Problem) or found.what
