"""What happened in a playground, for whoever runs it in another process and counts."""

import time
from collections import defaultdict

from bot.playground.state import Json, Message
from bot.playground.workspace import Workspace


def summarize(workspace: Workspace) -> dict[str, Json]:
    """Every message that people see, how the bot's calls were answered, and what it all took."""
    answered: defaultdict[str, dict[str, int]] = defaultdict(dict)
    with workspace.lock:
        for (method, outcome), times in sorted(workspace.answered.items()):
            answered[method][outcome] = times
        return {
            "messages": [_sum_up(message) for said in workspace.said.values() for message in said],
            "answered": dict(answered),
            "files": len(workspace.files),
            "contents": len(workspace.contents),
            "content_bytes": sum(map(len, workspace.contents.values())),
            "processor_seconds": time.process_time(),
            "peak_kilobytes": _read_peak(),
        }


def _read_peak() -> int | None:
    """The most memory this process has had; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # it is no part of Python on Windows
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _sum_up(message: Message) -> dict[str, Json]:
    """One message: where it is, its key, and the files it shows."""
    return {
        "channel": message.channel,
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "by_bot": message.by_bot,
        "ephemeral_to": message.ephemeral_to,
        "text": message.text[:100],
        "metadata": message.metadata,
        "files": message.files,
        "pictures": list(shown_pictures(message)),
    }


def shown_pictures(message: Message) -> list[str]:
    """The ids of the files that the blocks of a message show."""
    found: list[str] = []

    def look(value: Json) -> None:
        if isinstance(value, list):
            for entry in value:
                look(entry)
        elif isinstance(value, dict):
            file = value.get("slack_file")
            if isinstance(file, dict):
                found.append(str(file.get("id") or str(file.get("url")).rpartition("/")[2]))
            for entry in value.values():
                look(entry)

    look(message.blocks)
    return found
