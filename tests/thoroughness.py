"""How much the tests try: enough for every run, or all there is.

All there is takes long; `make bench ARGS=thorough` runs it.
"""

import os
from typing import TypeVar

VARIABLE = "SALESBELL_THOROUGH"
THOROUGH = os.environ.get(VARIABLE) == "1"

_Amount = TypeVar("_Amount")


def choose(everyday: _Amount, thorough: _Amount) -> _Amount:
    """The one or the other, as this run is meant."""
    return thorough if THOROUGH else everyday
