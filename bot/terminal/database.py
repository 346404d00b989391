"""`salesbell db upgrade`."""

from rich.console import Console

from bot.database import open_database
from bot.settings import read_settings
from storage.schema import upgrade


def upgrade_schema() -> None:
    """Create the tables, or bring them to this version's schema."""
    engine = open_database(read_settings(), check=False)
    upgrade(engine)
    engine.dispose()
    Console().print("The database is up to date.")
