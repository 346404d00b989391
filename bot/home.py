"""The App Home tab: the reader's own key figures."""

from bot.bell import Bell
from bot.buttons.alert_lines import list_own as list_own_rules
from bot.buttons.alert_lines import make_seat
from bot.buttons.digest_lines import list_own
from bot.buttons.digest_reading import Desk
from bot.errors import describe_failure
from bot.messages.answer import say_reading, say_when
from bot.messages.freshness import say_data
from bot.messages.home import ALERTS, DIGESTS, Figure, show_home_problem
from bot.messages.home import show_home as lay_out_home
from bot.messages.views import View
from bot.request import Request
from metrics.calendar import Calendar, quarter_of
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
    """Publish the Home of the one who opened it; what fails is said there too."""
    if request.tab == "messages":  # Slack tells of our direct messages by the same event
        return
    try:
        view = _make_home(bell, request)
    except Problem as problem:
        view = show_home_problem(problem)
    except Exception as error:  # noqa: BLE001 - nobody typed anything; a message would be noise
        view = show_home_problem(_tell_failure(describe_failure(error, request)))
    bell.views.publish_home(request.user, view)


def _make_home(bell: Bell, request: Request) -> View:
    asker = bell.identify(request)
    now = bell.clock.now()
    setting = bell.numbers.setting(now)
    quarter = quarter_of(setting.today, Calendar(setting.fiscal_start))
    question = Question(FIGURES, asker.scope, period=quarter)
    answers = bell.numbers.answer(question, setting)
    receipt = answers[0].receipt
    figures = [Figure(a.title, say_reading(a.total, a, short=True), say_when(a)) for a in answers]
    if receipt.data_as_of is None:  # noughts would look like numbers
        figures = []
    shelf = list_own(bell, request.user, Desk(bell.numbers, asker, now), DIGESTS)
    rules = list_own_rules(bell, make_seat(bell, request), ALERTS)
    freshness = say_data(receipt, now)
    return lay_out_home(
        asker.name,
        question.scope.label,
        figures,
        freshness,
        shelf.cards,
        shelf.more,
        rules.cards,
        rules.more,
    )


def _tell_failure(reference: str) -> Problem:
    return Problem(
        "home-failed",
        what="I couldn't work out your numbers. It's my fault, not yours.",
        fix="Please open this tab again. If it happens again, tell whoever runs salesbell this "
        f"reference: {reference}",
    )
