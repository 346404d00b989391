"""Every button and form: a pattern of action ids, or a callback id, and what it does."""

import re

from bot.bell import Work
from bot.buttons.export import export_answer
from bot.buttons.form import Form
from bot.buttons.question import ask_again
from bot.buttons.receipt import show_receipt
from bot.buttons.share import open_share_form, share_answer
from bot.messages import actions

CLICKS: dict[str, Work] = {
    f"{re.escape(actions.RUN)}.+": ask_again,
    actions.RECEIPT: show_receipt,
    actions.EXPORT: export_answer,
    actions.SHARE: open_share_form,
}

FORMS: dict[str, Form] = {actions.SHARE_FORM: Form(share_answer)}
