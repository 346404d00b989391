"""`/sales goal`: the goals one may see; with a target behind it, one to be set once agreed."""

from dataclasses import dataclass
from datetime import datetime

from bot.asker import Asker
from bot.bell import Bell
from bot.commands.goal_holders import may_set, may_set_goals
from bot.commands.goal_targets import find_amounts
from bot.commands.goal_words import read_goal, split_goal
from bot.commands.mentions import resolve_mentions
from bot.commands.sight import read_in_sight
from bot.commands.words import read_sales
from bot.goal_book import GoalBook
from bot.messages.goal import GoalCard, say_goal_problem, say_goals, say_proposal
from bot.messages.message import Message
from bot.messages.problem import say_problem
from bot.request import Request
from metrics.goal_list import GoalStanding
from storage.goals import GoalPlan
from storage.problem import Problem


@dataclass(frozen=True)
class GoalDesk:
    """Somebody at the goals: what they may see and set, at a present instant."""

    bell: Bell
    asker: Asker
    now: datetime

    @classmethod
    def open(cls, bell: Bell, request: Request) -> "GoalDesk":
        """For whoever sent a request. Raises Problem for somebody unknown."""
        return cls(bell, bell.identify(request), bell.clock.now())

    @property
    def book(self) -> GoalBook:
        """The goals."""
        return GoalBook(self.bell.numbers)

    def make_card(self, standing: GoalStanding) -> GoalCard:
        """A goal as this person sees it."""
        mine = may_set(self.asker, standing.goal, self.bell.numbers.read_vocabulary())
        return GoalCard(standing, self.bell.numbers.company.currency, mine)

    def tell(self, goal: GoalPlan) -> GoalCard:
        """One goal, with what has been reached of it."""
        return self.make_card(self.book.tell(goal, self.asker.scope, self.now))

    def list(self, skip: int = 0, first: str = "") -> Message:
        """The goals this person may see, below what has just been done."""
        found = self.book.list(self.asker.scope, self.now, skip)
        cards = [self.make_card(standing) for standing in found.standings]
        may_add = may_set_goals(self.asker)
        return say_goals(cards, more=found.more, skip=skip, may_add=may_add, first=first)

    def propose(self, words: str) -> Message:
        """What the words behind "goal" would set, or why they can't be read."""
        numbers = self.bell.numbers
        vocabulary, setting = numbers.read_vocabulary(), numbers.setting(self.now)
        text = resolve_mentions(words, self.bell.directory, vocabulary.addresses)
        try:
            plan = read_goal(text, self.asker, vocabulary, setting)
        except Problem as problem:
            if not may_set_goals(self.asker):
                raise
            texts, problem.suggestions = problem.suggestions, ()
            return say_goal_problem(say_problem(problem), texts)
        return say_proposal(self.tell(plan), self.book.find_same(plan))


def answer_goal(bell: Bell, request: Request) -> Message | None:
    """The goals, or the question whether one is to be set; None for a text about something else.

    Raises:
        Problem: for somebody unknown, or who may set no goals.
    """
    said = split_goal(request.text)
    if said is None:
        return None
    desk = GoalDesk.open(bell, request)
    if not said.rest:
        return desk.list()
    if not said.is_order and _is_question(desk, request.text):
        return None
    return desk.propose(said.rest)


def _is_question(desk: GoalDesk, text: str) -> bool:
    """Whether it asks for a number: "goal attainment by owner", "goal this quarter"."""
    numbers = desk.bell.numbers
    if not find_amounts(text, numbers.company.currency):
        return True
    try:
        read_in_sight(read_sales, text, desk.asker, numbers, numbers.setting(desk.now))
    except Problem:
        return False
    return True
