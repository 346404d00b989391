"""`python -m bot.alerts` writes the page docs/alerts.md to standard output."""

import sys

from bot.alerts.page import write_page

sys.stdout.write(write_page())
