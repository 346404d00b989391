"""`salesbell db upgrade`."""

from bot.database import closing_database
from bot.settings import read_settings
from bot.terminal.screen import show
from storage.schema import upgrade


def upgrade_schema() -> None:
    """Create the tables, or bring them to this version's schema."""
    with closing_database(read_settings(), check=False) as engine:
        upgrade(engine)
    show("The database is up to date.")
