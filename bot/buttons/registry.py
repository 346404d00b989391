"""Every button and form: a pattern of action ids, or a callback id, and what it does."""

import re
from functools import partial

from bot.bell import Work
from bot.buttons.alert_form import (
    edit_rule,
    open_rule_form,
    refresh_rule_form,
    review_rule_form,
)
from bot.buttons.alert_manage import (
    hand_rule_over,
    manage_rule,
    pause_alert,
    remove_rule,
    resume_alert,
    send_rule_test,
    silence_rule,
    wake_rule,
)
from bot.buttons.alert_reactions import (
    acknowledge_alert,
    explain_alert,
    judge_alert,
    snooze_alert,
    take_alert_back,
)
from bot.buttons.alert_save import look_at_rule, return_to_rule_form, save_rule, show_year
from bot.buttons.alert_sentence import drop_sentence, keep_sentence, read_other_sentence
from bot.buttons.digest_decision import decide_action
from bot.buttons.digest_delivery import note_delivery, send_delivery_again
from bot.buttons.digest_form import edit_digest, open_digest_form, refresh_form, review_form
from bot.buttons.digest_manage import (
    hand_digest_over,
    manage_digest,
    pause,
    remove_digest,
    resume,
    send_digest_now,
    send_test,
    show_preview,
)
from bot.buttons.digest_quick import add_quick_digest
from bot.buttons.digest_save import look_at_draft, preview_draft, return_to_form, save_digest
from bot.buttons.export import export_answer
from bot.buttons.form import Form
from bot.buttons.goal_form import GOAL, edit_goal, open_goal_form
from bot.buttons.goal_list import delete_goal, read_other_words, set_proposed, show_goals
from bot.buttons.question import ask_again
from bot.buttons.receipt import show_receipt
from bot.buttons.share import open_share_form, share_answer
from bot.messages import actions, alert_fields
from bot.messages.digest_fields import KIND, SCHEDULE, WHOSE, ZONE
from bot.messages.digest_windows import CONFIRM, SAVED
from bot.messages.views import show_waiting

DECISIONS = {
    actions.ACTION_DONE: "done",
    actions.ACTION_NOT_USEFUL: "not_useful",
    actions.ACTION_LATER: "later",
    actions.ACTION_UNDO: "open",
}
"""What a click on a digest's action says of it."""

CLICKS: dict[str, Work] = {
    f"{re.escape(actions.RUN)}.+": ask_again,
    actions.RECEIPT: show_receipt,
    actions.EXPORT: export_answer,
    actions.SHARE: open_share_form,
    actions.NEW_DIGEST: open_digest_form,
    actions.QUICK_DIGEST: add_quick_digest,
    actions.MANAGE_DIGEST: manage_digest,
    actions.PREVIEW_DIGEST: preview_draft,
    actions.RETURN_TO_DIGEST: return_to_form,
    actions.DIGEST_EDIT: edit_digest,
    actions.DIGEST_SHOW: show_preview,
    actions.DIGEST_TEST: send_test,
    actions.DIGEST_SEND: send_digest_now,
    actions.DIGEST_PAUSE: pause,
    actions.DIGEST_RESUME: resume,
    actions.DIGEST_HAND_OVER: hand_digest_over,
    actions.DIGEST_DELETE: remove_digest,
    actions.SEND_AGAIN: send_delivery_again,
    actions.ARRIVED: note_delivery,
    **{name: partial(decide_action, state) for name, state in DECISIONS.items()},
    **dict.fromkeys((KIND, WHOSE, SCHEDULE, ZONE), refresh_form),
    actions.ALERT_ACKNOWLEDGE: acknowledge_alert,
    actions.ALERT_TAKE_BACK: take_alert_back,
    actions.ALERT_SNOOZE: snooze_alert,
    actions.ALERT_WHY: explain_alert,
    actions.ALERT_NOT_USEFUL: judge_alert,
    actions.ALERT_CHANGE: open_rule_form,
    actions.NEW_ALERT: open_rule_form,
    actions.MANAGE_ALERT: manage_rule,
    actions.ALERT_KEEP: keep_sentence,
    actions.ALERT_ADAPT: open_rule_form,
    actions.ALERT_DROP: drop_sentence,
    f"{re.escape(actions.ALERT_WORDS)}.+": read_other_sentence,
    actions.ALERT_RETURN: return_to_rule_form,
    actions.ALERT_REPLAY: show_year,
    actions.ALERT_EDIT: edit_rule,
    actions.ALERT_TEST: send_rule_test,
    actions.ALERT_PAUSE: pause_alert,
    actions.ALERT_RESUME: resume_alert,
    actions.ALERT_SILENCE: silence_rule,
    actions.ALERT_WAKE: wake_rule,
    actions.ALERT_HAND_OVER: hand_rule_over,
    actions.ALERT_DELETE: remove_rule,
    **dict.fromkeys(alert_fields.TELLING, refresh_rule_form),
    actions.GOALS: show_goals,
    actions.GOAL_ADD: open_goal_form,
    actions.GOAL_CHANGE: open_goal_form,
    actions.GOAL_EDIT: edit_goal,
    actions.GOAL_DELETE: delete_goal,
    actions.GOAL_SET: set_proposed,
    f"{re.escape(actions.GOAL_WORDS)}.+": read_other_words,
}

FORMS: dict[str, Form] = {
    actions.SHARE_FORM: Form(share_answer),
    actions.DIGEST_FORM: Form(look_at_draft, review_form, show_waiting(CONFIRM)),
    actions.DIGEST_SAVE: Form(save_digest, waiting=show_waiting(SAVED)),
    actions.ALERT_FORM: Form(look_at_rule, review_rule_form, show_waiting(CONFIRM)),
    actions.ALERT_SAVE: Form(save_rule, waiting=show_waiting(SAVED)),
    actions.GOAL_FORM: GOAL,
}
