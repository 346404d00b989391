"""`python -m metrics.catalog` writes the page docs/metrics.md to standard output."""

import sys

from metrics.catalog.page import write_page

sys.stdout.write(write_page())
