"""Charts as files in a folder."""

from pathlib import Path

from bot.messages.message import Picture
from bot.terminal.screen import show
from storage.problem import Problem


def check_folder(folder: Path | None) -> None:
    """Raises Problem for a folder that is not there."""
    if folder is not None and not folder.is_dir():
        raise Problem(
            "picture-folder",
            what=f"There is no folder {folder}.",
            fix="Make it, or name another one: --png .",
        )


def write_picture(folder: Path, picture: Picture) -> None:
    """Write a chart there, and say where. Raises Problem when it can't be written."""
    path = folder / picture.name
    try:
        path.write_bytes(picture.draw())
    except OSError as error:
        raise Problem(
            "picture-file",
            what=f"The chart can't be written to {path}.",
            why=f"{error.strerror or error}.",
            fix="Name a folder that may be written to: --png .",
        ) from None
    show(f"Written: {path}")
