"""A believable company, seeded, any size: for the demo, the tests and the benchmarks."""

from storage.sample.cast import ADMINISTRATOR, COMPANY, MANAGER, MANAGERS, REP, REPS, STRANGER
from storage.sample.exports import write_exports
from storage.sample.loading import load_sample

__all__ = [
    "ADMINISTRATOR",
    "COMPANY",
    "MANAGER",
    "MANAGERS",
    "REP",
    "REPS",
    "STRANGER",
    "load_sample",
    "write_exports",
]
