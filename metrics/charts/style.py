"""The one style: colours and sizes, in pixels of a phone 360 wide. Values only, nothing is drawn.

The colours keep apart for people who see no red or no green: they differ in lightness first.
Contrast of text on the paper is at least 4.5 to 1.
"""

WIDTH = 360
SCALE = 2  # pixels of the picture for one of the phone
MARGIN = 16

PAPER = "#ffffff"
INK = "#1d1c1d"
GREY = "#5c5b5f"
HAIRLINE = "#d9d9de"

STRONG = "#0b5394"  # the mark the title speaks of; the part of a bar that counts
MARK = "#5b9bd5"  # every other mark
SOFT = "#bcd6ee"  # the whole that a strong part belongs to; what it was before
FAINT = "#e8f1f9"  # small samples, with an outline
BAND = "#dce9f6"  # the range around a level
TARGET = "#b8460e"
TOTAL = "#85888f"  # where a waterfall starts and ends
LESS = "#d1753b"  # what a waterfall loses
RANGE = "#3b3a3e"  # thin lines of intervals

TITLE_SIZE = 15.0
SUBTITLE_SIZE = 11.5
LABEL_SIZE = 12.0
VALUE_SIZE = 12.0
NOTE_SIZE = 11.0
SMALLEST_SIZE = 11.0
