"""The App Home tab: the reader's own key figures."""

from bot.bell import Bell
from bot.messages.answer import say_reading, say_when
from bot.messages.freshness import say_data
from bot.messages.home import Figure, show_home_problem
from bot.messages.home import show_home as lay_out_home
from bot.request import Request
from metrics.calendar import quarter_of
from metrics.question import Question
from storage.problem import Problem

FIGURES = (
    "open_deals",
    "open_pipeline",
    "weighted_pipeline",
    "bookings",
    "win_rate",
    "goal_attainment",
)


def show_home(bell: Bell, request: Request) -> None:
    """Publish the Home of the one who opened it."""
    try:
        asker = bell.identify(request)
    except Problem as problem:
        bell.views.publish_home(request.user, show_home_problem(problem))
        return
    now = bell.clock.now()
    setting = bell.numbers.setting(now)
    question = Question(FIGURES, asker.scope, period=quarter_of(setting.today))
    answers = bell.numbers.answer(question, setting)
    figures = [Figure(a.title, say_reading(a.total, a), say_when(a)) for a in answers]
    freshness = say_data(answers[0].receipt, now)
    view = lay_out_home(asker.name, question.scope.label, figures, freshness)
    bell.views.publish_home(request.user, view)
