"""Every command with its options, as `salesbell --help` lists them.

What a command does is in a module of its own, imported when the command is called: help comes at
once, and `salesbell ask` does not wait for web servers. A new command is a function here and a
module beside this.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="salesbell",
    help="The Slack bot that tells a sales team its numbers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
_imports = typer.Typer(help="The imports that have been, and taking one back.")
_digests = typer.Typer(help="The digests there are, and what one of them would say.")
_alerts = typer.Typer(help="The alerts there are, and what one of them would say.")
_database = typer.Typer(help="The database's own chores.", no_args_is_help=True)


class Kind(StrEnum):
    """What a file holds."""

    DEALS = "deals"
    LEADS = "leads"
    ACCOUNTS = "accounts"
    PEOPLE = "people"
    PRODUCTS = "products"
    GOALS = "goals"
    SPEND = "spend"
    RATES = "rates"
    STAGE_HISTORY = "stage-history"


class Order(StrEnum):
    """Which part of a date comes first."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@app.command("demo")
def _demo(
    port: Annotated[int, typer.Option(help="Where the page is.", min=0, max=65535)] = 8765,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
    deals: Annotated[int, typer.Option(help="Size of the sample company.", min=100)] = 2_000,
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode instead of signed HTTP.")
    ] = False,
) -> None:
    """Try everything: a sample company, and a small Slack on this machine, in the browser."""
    from bot.terminal.demo import demonstrate

    demonstrate(port, deals, open_browser=not no_browser, socket=socket)


@app.command("serve")
def _serve(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where to listen.", min=0, max=65535)] = 3000,
) -> None:
    """Run the bot: Socket Mode when SLACK_APP_TOKEN is set, else HTTP at /slack/events."""
    from bot.terminal.serving import serve

    serve(host, port)


@app.command("ask")
def _ask(
    words: Annotated[str, typer.Argument(help='"/pipeline by owner" or "win rate last quarter".')],
    who: Annotated[
        str, typer.Option("--as", help="An e-mail address, a Slack user id or a name.")
    ] = "",
    now: Annotated[str, typer.Option(help="The instant to answer for, ISO 8601.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    chart: Annotated[Path | None, typer.Option(help="Write the chart to this PNG file.")] = None,
) -> None:
    """Ask for numbers, as /pipeline and /sales do in Slack."""
    from bot.terminal.asking import ask

    ask(words, who, now, as_json=as_json, chart=chart)


@app.command("import")
def _import(
    kind: Annotated[Kind, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(help="CSV, TSV or XLSX.")],
    maps: Annotated[
        list[str] | None, typer.Option("--map", help='"Their heading=our field"; may be repeated.')
    ] = None,
    date_order: Annotated[
        Order | None, typer.Option(help="Day or month first, where the file leaves it open.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Bring a file into salesbell. Every row is new, changed, unchanged or rejected."""
    from bot.terminal.importing import take_file

    order = date_order.value if date_order else None
    take_file(kind.value, file, maps or [], order, dry_run=dry_run, as_json=as_json)


@_imports.callback(invoke_without_command=True)
def _show_imports(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """The imports that have been, the newest first."""
    from bot.terminal.importing import show_imports

    if context.invoked_subcommand is None:
        show_imports(as_json=as_json)


@_imports.command("undo")
def _undo(
    number: Annotated[int, typer.Argument(metavar="ID", help="See: salesbell imports")],
) -> None:
    """Put back exactly what was there before an import."""
    from bot.terminal.importing import take_back

    take_back(number)


app.add_typer(_imports, name="imports")


@app.command("metrics")
def _metrics(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Every metric with what it says and how it is computed."""
    from bot.terminal.catalog import list_metrics

    list_metrics(as_json=as_json)


@_digests.callback(invoke_without_command=True)
def _show_digests(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """The digests there are: for whom, when, and how each fares."""
    from bot.terminal.digests import show_digests

    if context.invoked_subcommand is None:
        show_digests(as_json=as_json)


@_digests.command("preview")
def _preview(
    name: Annotated[str, typer.Argument(help="See: salesbell digests")],
    who: Annotated[
        str, typer.Option("--as", help="Computed for whom: an address, a Slack user id or a name.")
    ] = "",
    now: Annotated[str, typer.Option(help="The instant it is made at, ISO 8601.")] = "",
    png: Annotated[Path | None, typer.Option(help="Write its charts into this folder.")] = None,
) -> None:
    """What a digest would say now."""
    from bot.terminal.digests import preview_digest

    preview_digest(name, who, now, png)


@_digests.command("apply")
def _apply(
    file: Annotated[Path, typer.Argument(help="TOML; see: salesbell digests export")],
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Delete those that an earlier file brought and this not."),
    ] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Let the file take over digests made in Slack.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Make the digests what a file says. Exit 1 when something of it can't be done."""
    from bot.terminal.digest_files import DIGEST_FILES
    from bot.terminal.plan_files import apply_file

    if not apply_file(DIGEST_FILES, file, prune=prune, adopt=adopt, dry_run=dry_run):
        raise typer.Exit(1)


@_digests.command("export")
def _export() -> None:
    """All digests as a file that can be applied."""
    from bot.terminal.digest_files import DIGEST_FILES
    from bot.terminal.plan_files import export_file

    export_file(DIGEST_FILES)


app.add_typer(_digests, name="digests")


@_alerts.callback(invoke_without_command=True)
def _show_alerts(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """The alerts there are: what each watches, and where it stands."""
    from bot.terminal.alerts import show_alerts

    if context.invoked_subcommand is None:
        show_alerts(as_json=as_json)


@_alerts.command("preview")
def _preview_alert(
    name: Annotated[str, typer.Argument(help="See: salesbell alerts")],
    who: Annotated[
        str, typer.Option("--as", help="Judged for whom: an address, a Slack user id or a name.")
    ] = "",
    now: Annotated[str, typer.Option(help="The instant it is judged at, ISO 8601.")] = "",
    png: Annotated[Path | None, typer.Option(help="Write its chart into this folder.")] = None,
) -> None:
    """What an alert would say now, and would have said in the last year."""
    from bot.terminal.alerts import preview_alert

    preview_alert(name, who, now, png)


@_alerts.command("apply")
def _apply_alerts(
    file: Annotated[Path, typer.Argument(help="TOML; see: salesbell alerts export")],
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Delete those that an earlier file brought and this not."),
    ] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Let the file take over alerts made in Slack.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Make the alerts what a file says. Exit 1 when something of it can't be done."""
    from bot.terminal.alert_files import ALERT_FILES
    from bot.terminal.plan_files import apply_file

    if not apply_file(ALERT_FILES, file, prune=prune, adopt=adopt, dry_run=dry_run):
        raise typer.Exit(1)


@_alerts.command("export")
def _export_alerts() -> None:
    """All alerts as a file that can be applied."""
    from bot.terminal.alert_files import ALERT_FILES
    from bot.terminal.plan_files import export_file

    export_file(ALERT_FILES)


app.add_typer(_alerts, name="alerts")


@app.command("deliveries")
def _deliveries(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    state: Annotated[
        list[str] | None,
        typer.Option(
            help="Only waiting, delivered, skipped, failed, broken or unsure; repeatable."
        ),
    ] = None,
    since: Annotated[str, typer.Option(help="Only those since this instant, ISO 8601.")] = "",
) -> None:
    """What was sent, what was not, and why; the newest first."""
    from bot.terminal.deliveries import show_deliveries

    show_deliveries(state or [], since, as_json=as_json)


@app.command("tick")
def _tick(
    now: Annotated[str, typer.Option(help="Do what is due at this instant, ISO 8601.")] = "",
) -> None:
    """Make and deliver what is due now, once, then end."""
    from bot.terminal.tick import tick

    tick(now)


@app.command("doctor")
def _doctor() -> None:
    """Check settings, database, data, people and Slack; say each mend. Exit 1 when one fails."""
    from bot.terminal.doctor import examine

    if not examine():
        raise typer.Exit(1)


@_database.command("upgrade")
def _upgrade() -> None:
    """Create the tables, or bring them to this version's schema."""
    from bot.terminal.database import upgrade_schema

    upgrade_schema()


app.add_typer(_database, name="db")
