"""`python -m metrics.digests` writes the page docs/digests.md to standard output."""

import sys

from metrics.digests.page import write_page

sys.stdout.write(write_page())
