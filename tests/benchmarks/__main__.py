"""`make bench`: every measurement, printed as ratios against something done in the same run."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence

from tests.benchmarks.alerts import measure_alerts
from tests.benchmarks.importing import measure_import
from tests.benchmarks.pipeline import measure_pipeline
from tests.benchmarks.storm import measure_storm
from tests.benchmarks.thorough import run_thoroughly

SIZES = (10_000, 100_000, 1_000_000)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks that were asked for; all of them when none was named."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", help="pipeline, import, storm, alerts, thorough")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of deals")
    parser.add_argument("--digests", type=int, default=1_000, help="how many are due at once")
    asked = parser.parse_args(arguments)
    benchmarks: dict[str, Callable[[], Iterable[str]]] = {
        "pipeline": lambda: measure_pipeline(asked.sizes),
        "import": lambda: [line for size in asked.sizes for line in measure_import(size)],
        "storm": lambda: measure_storm(asked.digests),
        "alerts": lambda: measure_alerts(max(asked.sizes)),
    }
    measured = list(benchmarks)
    benchmarks["thorough"] = run_thoroughly  # no measurement, and long: only when it is named
    for name in asked.names or measured:
        sys.stdout.write(f"\n== {name}\n")
        for line in benchmarks[name]():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
