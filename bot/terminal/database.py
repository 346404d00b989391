"""`salesbell db upgrade`."""

import typer
from rich.console import Console

from bot.build import open_database
from bot.settings import read_settings
from storage.schema import upgrade


def register(app: typer.Typer) -> None:
    """Add `db` and its commands."""
    group = typer.Typer(help="The database's own chores.", no_args_is_help=True)
    group.command("upgrade")(upgrade_schema)
    app.add_typer(group, name="db")


def upgrade_schema() -> None:
    """Create the tables, or bring them to this version's schema."""
    engine = open_database(read_settings(), check=False)
    upgrade(engine)
    engine.dispose()
    Console().print("The database is up to date.")
