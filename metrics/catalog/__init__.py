"""Every metric there is, by name, and how people's words find one."""

from rapidfuzz import fuzz, process

from metrics.catalog import closing, goals, leads, pipeline, speed
from metrics.metric import Metric
from storage.naming import fold_name

METRICS: dict[str, Metric] = {
    metric.name: metric
    for topic in (pipeline, closing, speed, leads, goals)
    for metric in topic.METRICS
}
"""By name, in the order of menus and help."""

WORDS: dict[str, str] = {
    fold_name(word): metric.name
    for metric in METRICS.values()
    for word in (metric.name, metric.title, *metric.aliases)
}
"""Every name, title and alias, folded, and the metric it means."""

_CLOSE_ENOUGH = 60  # of 100; below this a suggestion looks like a joke


def find_metric(words: str) -> Metric | None:
    """The metric that is called exactly so (case, blanks and punctuation aside), or None."""
    name = WORDS.get(fold_name(words))
    return METRICS[name] if name else None


def suggest_metrics(words: str, limit: int = 3) -> tuple[Metric, ...]:
    """The metrics whose names come nearest to `words`, best first; empty when none is near."""
    found = process.extract(
        fold_name(words), WORDS.keys(), scorer=fuzz.WRatio, limit=None, score_cutoff=_CLOSE_ENOUGH
    )
    names = dict.fromkeys(WORDS[word] for word, _, _ in found)
    return tuple(METRICS[name] for name in list(names)[:limit])


__all__ = ["METRICS", "WORDS", "find_metric", "suggest_metrics"]
