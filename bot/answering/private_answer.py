"""A private answer: one lasting message in our direct messages, and a word where it was asked."""

from bot.answering.answerer import Answerer, Sent
from bot.answering.ladder import Rung
from bot.answering.place import Place
from bot.answering.slack_answers import Fate
from bot.messages.blocks import Line, Link, paragraph
from bot.messages.message import Message
from storage.problem import Problem

COMING = "The answer with its {parts} is on its way to our direct messages."
THERE = "The answer with its {parts} is in our direct messages."
NOT_SENT = "I couldn't bring the answer with its {parts} to our direct messages."


def answer_privately(answerer: Answerer, message: Message, place: Place) -> Sent:
    """Show an answer to the one who asked, and to nobody else.

    1. Clicked in our direct messages: the clicked message becomes the answer.
    2. Typed in our direct messages, or asked from the Home tab: one message there.
    3. In a channel: at once the words and the table, seen by the asker alone; then one message
       in our direct messages, which lasts, and a link to it.

    Raises:
        Problem: when Slack refuses it and nothing has been shown.
    """
    if place.is_own_message:
        return answerer.update(place.channel, place.message_ts, message)
    if place.response_url and not place.is_dm:
        return _answer_in_channel(answerer, message, place)
    sent = answerer.post(place.user, message)
    if place.response_url and place.ephemeral:
        answerer.delete_original(place.response_url)
    elif place.response_url and sent.ts and sent.channel != place.channel:
        # Typed in direct messages between two people, where the bot is not.
        answerer.respond(place.response_url, _point_to(answerer, sent))
    return sent


def _answer_in_channel(answerer: Answerer, message: Message, place: Place) -> Sent:
    url = place.response_url
    coming = [_name_parts(COMING, message)]
    told = answerer.respond(url, _shorten(message, coming), replace_original=place.ephemeral)
    # What was clicked in a lasting message is everybody's: it must never be replaced by this.
    mends = told is Fate.DONE and (place.ephemeral or not place.message_ts)
    try:
        sent = answerer.post(place.user, message)
    except Problem:
        if told is not Fate.DONE:
            raise
        not_sent = _name_parts(NOT_SENT, message)
        words = _shorten(message, [not_sent]) if mends else Message(not_sent)
        answerer.respond(url, words, replace_original=mends)
        return Sent(place.channel, "", Rung(blocks=False))
    if mends and sent.ts:
        link, there = answerer.link_to(sent), _name_parts(THERE, message)
        line: Line = [Link(link, there) if link else there]
        answerer.respond(url, _shorten(message, line), replace_original=True)
    return sent


def _name_parts(words: str, message: Message) -> str:
    """`words` with what the lasting message has and the one in the channel has not."""
    return words.format(parts="chart and buttons" if message.pictures else "buttons")


def _shorten(message: Message, note: Line) -> Message:
    return message.reduce([paragraph(note)])


def _point_to(answerer: Answerer, sent: Sent) -> Message:
    link = answerer.link_to(sent)
    text = "The answer is in our direct messages."
    return Message(text, (paragraph([Link(link, text) if link else text]),))
