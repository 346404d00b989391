"""`salesbell import` of new and of unchanged deals, against the sqlite3 shell's bare `.import`.

The shell takes the cells as text, checks nothing, and builds indexes over the same columns.
"""

import csv
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.engine import open_engine
from storage.importing import ImportSettings, import_file
from storage.schema import upgrade

GOAL = 2.0
GOAL_MB = 600
_HEADINGS = ("deal_id", "deal_name", "owner", "account", "product", "stage", "amount",
             "created_date", "close_date", "source")  # fmt: skip
_STAGES = ("Prospecting", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
_SHELL = """
PRAGMA journal_mode = wal;
PRAGMA synchronous = normal;
CREATE TABLE deals ({columns});
.mode csv
.import --skip 1 {file} deals
CREATE UNIQUE INDEX ix_key ON deals (deal_id);
CREATE INDEX ix_open ON deals
    (stage, owner, amount, close_date, created_date, account, product, source)
    WHERE stage NOT LIKE 'Closed%';
CREATE INDEX ix_closed ON deals
    (close_date, stage, owner, amount, created_date, account, product, source)
    WHERE stage LIKE 'Closed%';
CREATE INDEX ix_created ON deals (created_date, owner, amount, account, product, source);
"""


def measure_import(rows: int) -> list[str]:
    """Time the shell, then a first and a second import of the same file of `rows` deals."""
    with tempfile.TemporaryDirectory(prefix="salesbell-bench-") as name:
        folder = Path(name)
        file = folder / "deals.csv"
        write_deals(file, rows)
        shell = _time_shell(folder, file)
        command = [sys.executable, "-m", "tests.benchmarks.importing", str(folder), str(file)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    ours = json.loads(done.stdout)
    lines = [f"import of {rows:,} deals (every row checked, one transaction)"]
    if shell is None:
        lines.append("  sqlite3 shell       not found: install sqlite3 to compare with it")
    else:
        lines.append(f"  sqlite3 .import     {shell:7.2f} s  {rows / shell:10,.0f} rows/s")
    for label, key in (("new deals", "first"), ("unchanged deals", "second")):
        seconds = ours[key]
        ratio = f"  {seconds / shell:.2f} x the shell" if shell else ""
        goal = f" (goal {GOAL:g} x)" if shell and key == "first" else ""
        lines.append(
            f"  {label:<18}  {seconds:7.2f} s  {rows / seconds:10,.0f} rows/s{ratio}{goal}"
        )
    lines.append(f"  peak memory         {ours['peak_mb']:7.0f} MB (goal {GOAL_MB} MB)")
    return lines


def write_deals(path: Path, rows: int) -> None:
    """A CSV file of believable deals, the same for the same number of rows."""
    chance = random.Random(rows)  # noqa: S311 - invented deals, no secret
    first = date(2022, 1, 1)
    owners = [f"Rep Number {number}" for number in range(200)]
    accounts = [f"Account {number} Ltd" for number in range(max(rows // 50, 10))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS)
        for number in range(rows):
            created = first + timedelta(days=chance.randrange(1400))
            writer.writerow(
                (
                    f"D{number:07d}",
                    f"Deal {number} with somebody",
                    chance.choice(owners),
                    chance.choice(accounts),
                    f"Product {chance.randrange(20)}",
                    chance.choice(_STAGES),
                    chance.randrange(100, 90_000),
                    created,
                    created + timedelta(days=chance.randrange(150)),
                    chance.choice(("Web", "Event", "Partner", "Outbound")),
                )
            )


def _time_shell(folder: Path, file: Path) -> float | None:
    program = shutil.which("sqlite3")
    if program is None:
        return None
    script = _SHELL.format(columns=", ".join(f"{name} TEXT" for name in _HEADINGS), file=file)
    started = time.perf_counter()
    subprocess.run(  # noqa: S603 - the shell we compare with
        [program, str(folder / "shell.db")],
        input=script,
        text=True,
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


def _time_ours(folder: Path, file: Path) -> dict[str, float]:
    engine = open_engine(f"sqlite:///{folder / 'salesbell.db'}")
    upgrade(engine)
    settings = ImportSettings(ZoneInfo("UTC"))
    seconds = []
    for count in range(2):
        started = time.perf_counter()
        report = import_file(
            engine, 1, "deals", file, settings, datetime(2026, 1, 1 + count, tzinfo=UTC)
        )
        seconds.append(time.perf_counter() - started)
        if report.rejected or report.changed or bool(report.unchanged) != bool(count):
            raise RuntimeError(f"the import went wrong: {report.summarise()['rows']}")
    engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, Linux kilobytes.
    megabytes = peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return {"first": seconds[0], "second": seconds[1], "peak_mb": megabytes}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_time_ours(Path(sys.argv[1]), Path(sys.argv[2]))))
