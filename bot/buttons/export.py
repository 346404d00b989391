"""The button "Export (CSV)": the rows behind an answer, as a file in the direct messages."""

from bot.bell import Bell
from bot.buttons.carried_reply import read_carried
from bot.request import Request


def export_answer(bell: Bell, request: Request) -> None:
    """Send the file where only the asker sees it."""
    name, content = read_carried(bell, request).export()
    bell.answerer.send_file(request.user, name, content, "Here is the file you asked for.")
