"""The action ids of every button and form; the manifest of what can be pressed."""

RUN = "run_"
"""Buttons that ask another question: their action ids begin with it, and they carry a command
("c") and the text behind it ("t")."""

BY_OWNER = RUN + "by_owner"
BY_SEGMENT = RUN + "by_segment"
BY_STAGE = RUN + "by_stage"
CLOSING = RUN + "closing"

SHARE = "share"
EXPORT = "export"
RECEIPT = "receipt"
OPEN_MESSAGE = "open_message"
"""A button that is only a link; Slack tells of its click all the same."""

SEND_AGAIN = "delivery_send_again"
ARRIVED = "delivery_arrived"
"""Of a delivery whose outcome is open ("key"): the owner says what became of it."""

ACTION_DONE = "action_done"
ACTION_NOT_USEFUL = "action_not_useful"
ACTION_LATER = "action_later"
ACTION_UNDO = "action_undo"
"""What a reader says of an action that a digest proposes: the delivery's key ("key") and the
action's number ("n"), from 1."""

MANAGE_DIGEST = "digest_manage"
"""Below a digest ("id"): change it, pause it, send it again."""

NEW_DIGEST = "digest_new"
QUICK_DIGEST = "digest_quick"
"""One click: the digest of one's own team, on Mondays, in direct messages."""

PREVIEW_DIGEST = "digest_preview"
RETURN_TO_DIGEST = "digest_return"
"""In the window before a digest is saved: see what will be sent, or go back to the form."""

DIGEST_EDIT = "digest_edit"
DIGEST_SHOW = "digest_show"
DIGEST_TEST = "digest_test"
DIGEST_SEND = "digest_send"
DIGEST_PAUSE = "digest_pause"
DIGEST_RESUME = "digest_resume"
DIGEST_HAND_OVER = "digest_hand_over"
DIGEST_DELETE = "digest_delete"
"""In the window of one digest ("id")."""

GOALS = "goal_list"
"""The list of goals, from its place "from" on."""

GOAL_ADD = "goal_add"
GOAL_CHANGE = "goal_change"
GOAL_EDIT = "goal_edit"
GOAL_DELETE = "goal_delete"
GOAL_SET = "goal_set"
"""One goal, as the button carries it: add it with a form, change it before it is set, edit or
delete one that is there, set it."""

GOAL_WORDS = "goal_words_"
"""Buttons that read other words ("t") of a goal: their action ids begin with it."""

GOAL_FORM = "goal_form"
"""The callback id of the form of a goal."""

ALERT_ACKNOWLEDGE = "alert_acknowledge"
ALERT_TAKE_BACK = "alert_take_back"
ALERT_SNOOZE = "alert_snooze"
ALERT_WHY = "alert_why"
ALERT_NOT_USEFUL = "alert_not_useful"
"""What a reader does with an alert: they carry the key ("key") of the delivery that said it is
firing; a choice of snoozing says how long, too ("for")."""

ALERT_CHANGE = "alert_change"
"""Below an alert: change its rule ("id")."""

NEW_ALERT = "alert_new"
MANAGE_ALERT = "alert_manage"
"""The form of a new rule; the window of one that is there ("id")."""

ALERT_KEEP = "alert_keep"
ALERT_ADAPT = "alert_adapt"
ALERT_DROP = "alert_drop"
"""Below a rule that was written in a sentence ("t"): save it, change it in the form, forget it."""

ALERT_WORDS = "alert_words_"
"""Buttons that read another sentence ("t"): their action ids begin with it."""

ALERT_RETURN = "alert_return"
ALERT_REPLAY = "alert_replay"
"""In the window before a rule is saved: back to the form, and its last year as a chart."""

ALERT_EDIT = "alert_edit"
ALERT_TEST = "alert_test"
ALERT_PAUSE = "alert_pause"
ALERT_RESUME = "alert_resume"
ALERT_SILENCE = "alert_silence"
ALERT_WAKE = "alert_wake"
ALERT_HAND_OVER = "alert_hand_over"
ALERT_DELETE = "alert_delete"
"""In the window of one rule ("id"); a choice of silence says how long, too ("for")."""

ALERT_FORM = "alert_form"
ALERT_SAVE = "alert_save"
"""The callback ids of a rule's form, and of the window before it is saved."""

SHARE_FORM = "share_form"
"""The callback id of the form that shares an answer."""

DIGEST_FORM = "digest_form"
DIGEST_SAVE = "digest_save"
"""The callback ids of a digest's form, and of the window with its preview."""


def run(number: int, kind: str = "suggestion") -> str:
    """The action id of one of several buttons that ask another question."""
    return f"{RUN}{kind}_{number}"


def say_goal(number: int) -> str:
    """The action id of one of several buttons that read other words of a goal."""
    return f"{GOAL_WORDS}{number}"


def say_alert(number: int) -> str:
    """The action id of one of several buttons that read another sentence of a rule."""
    return f"{ALERT_WORDS}{number}"
