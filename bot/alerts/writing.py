"""A rule that is kept, in words: for its sentence, its form and its file. Pure.

What is usual is said as well, so that the words mean the same whatever is usual later; only what
does nothing (a hold of one day, a sample of none) is left out where that is usual.
"""

from bot.alerts.conditions import write_plan_line, write_recover_line
from bot.alerts.rule_words import RuleWords, takes
from bot.alerts.spans import write_days, write_hours, write_plain_days, write_quiet
from bot.alerts.whose import write_whose
from bot.commands.vocabulary import Vocabulary
from metrics.alerts.rule import HOLD_DAYS, LEAST, Against, Kind, Sort, sort_of
from metrics.catalog import METRICS
from storage.alerts import RulePlan


def describe_rule(plan: RulePlan, vocabulary: Vocabulary) -> RuleWords:
    """The words of a rule; `understand` makes the same plan of them."""
    kind, metric = Kind(plan.kind), METRICS.get(plan.metric)

    against = Against(plan.against) if plan.against else None

    def say(knob: str, words: str) -> str:
        return words if takes(knob, kind, metric, against) else ""

    sort = sort_of(metric) if metric else Sort.SUM
    counted = "leads" if metric and metric.basis.table == "leads" else "deals"
    least = f"{plan.least} {counted}" if plan.least or LEAST[sort] else ""
    hold = "" if plan.hold_days == HOLD_DAYS[sort] == 1 else write_plain_days(plan.hold_days)
    quiet = ""
    if plan.quiet_from is not None and plan.quiet_to is not None:
        quiet = write_quiet(plan.quiet_from, plan.quiet_to)
    return RuleWords(
        name=plan.name,
        what=plan.words,
        kind=plan.kind,
        line=write_plan_line(plan),
        against=plan.against or "",
        over=say("over", write_days(plan.window_days)),
        least=say("least", least),
        certainty=say("certainty", plan.certainty),
        hold=hold,
        recover=write_recover_line(plan),
        recover_for=write_plain_days(plan.recover_days),
        pause=write_hours(plan.pause_hours),
        quiet=quiet,
        working_days="yes" if plan.working_days else "no",
        zone=plan.zone,
        whose=write_whose(plan.whose, plan.person_id, vocabulary),
        recipients=plan.recipients,
        mentions=plan.mentions,
    )
