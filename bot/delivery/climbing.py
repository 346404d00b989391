"""A delivery's message on the ladder: each rung that was left is written down."""

from collections.abc import Sequence

from bot.answering.ladder import PAUSES
from bot.answering.posting import Climb
from bot.answering.slack_answers import SlackAnswer
from bot.delivery.ledger import Ledger
from bot.delivery.road import MOST_WAIT, Road
from bot.delivery.states import Later
from bot.messages.message import Message


def start_climb(
    road: Road, ledger: Ledger, name: str, message: Message, files: Sequence[str]
) -> Climb:
    """The ladder of a part, from the rung on which it was left.

    Args:
        road: Knows whether native blocks are refused.
        ledger: Knows the rung.
        name: Of the part.
        message: What it shows.
        files: The ids of its pictures.
    """
    part = ledger.part(name)
    return Climb(
        message,
        road.memory,
        road.team,
        files=files if part.with_pictures else (),
        pauses=PAUSES[part.pauses :],
        native=part.native,
        blocks=part.blocks,
    )


def step_down(road: Road, ledger: Ledger, name: str, climb: Climb, answer: SlackAnswer) -> bool:
    """Go to the next rung after a refusal, and pause; False when no other content would help.

    Raises:
        Later: when the pause is long.
    """
    had_files = climb.rung.files
    step = climb.step_down(answer)
    if step is None:
        return False
    if had_files and not step.rung.files:
        road.pictures.forget(had_files)
        ledger.note(name, with_pictures=False)
    ledger.note(
        name,
        began=None,
        native=not climb.refused_native,
        blocks=step.rung.blocks,
        pauses=len(PAUSES) - len(step.rung.pauses),
    )
    if step.pause > MOST_WAIT:
        raise Later(step.why, step.pause)
    if step.pause:
        road.pause(step.pause)
    return True
