"""Reading rules without telling names that are not the writer's to know; see `commands.sight`."""

from dataclasses import replace

from bot.alerts.rule_words import RuleWords
from bot.alerts.sentence import SentenceRead, read_sentence
from bot.alerts.understanding import Author, Understood, understand
from bot.asker import Asker
from bot.commands.sight import PRIVATE, narrow_vocabulary, read_in_sight
from bot.commands.vocabulary import Vocabulary
from bot.numbers import Numbers
from metrics.question import Setting


def read_sentence_in_sight(text: str, author: Author, numbers: Numbers) -> SentenceRead:
    """The rule that a sentence says. Raises Problem; its suggestions name nothing out of sight."""

    def read(words: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> SentenceRead:
        return read_sentence(
            words, replace(author, asker=asker, vocabulary=vocabulary, setting=setting)
        )

    return read_in_sight(read, text, author.asker, numbers, author.setting)


def understand_in_sight(words: RuleWords, author: Author, numbers: Numbers) -> Understood:
    """The plan of a rule in words, and what is wrong with it."""
    people = author.asker.scope.people
    understood = understand(words, author)
    names = {one.dimension for one in understood.question.filters}
    if people is None or not (understood.faults or names.intersection(PRIVATE)):
        return understood
    seen = narrow_vocabulary(author.vocabulary, numbers.read_visible_accounts(people))
    return understand(words, replace(author, vocabulary=seen))
