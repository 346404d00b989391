"""What a whole column says about its cells: the order of its dates, its decimal mark, its scale.

Looks only when a cell can't be read without it; most files never need a second reading.
"""

from collections.abc import Iterator

from storage.importing.cells.dates import DateOrder, judge_order
from storage.importing.cells.numbers import find_decimal_mark, split_share
from storage.importing.cells.text import BadCell
from storage.importing.columns import Columns
from storage.importing.fields import Reads
from storage.importing.sheet import Sheet
from storage.problem import Problem


class Evidence:
    """The columns of one file as witnesses.

    Args:
        date_order: What the person said; then nothing is looked for.
    """

    def __init__(self, sheet: Sheet, columns: Columns, date_order: DateOrder | None) -> None:
        self._sheet = sheet
        self._columns = columns
        self._said = date_order
        self._orders: dict[str, DateOrder] | None = None
        self.found_orders: dict[str, DateOrder] = {}

    def find_order(self, field: str) -> DateOrder:
        """Whether day or month comes first in a date field.

        Raises:
            Problem: when every day is 12 or less, or the column contradicts itself.
        """
        if self._said is not None:
            return self._said
        if self._orders is None:
            self._orders = self._judge_dates()
        self.found_orders[field] = self._orders[field]
        return self._orders[field]

    def find_mark(self, field: str) -> str | None:
        """The decimal mark of a number field, None when nothing proves it."""
        return find_decimal_mark(text for cells in self._read(field) for text in cells)

    def is_percent(self, field: str) -> bool | None:
        """Whether the numbers of a share field are written as 0 to 100; None where none tells.

        0 and 1 tell nothing. A single cell that is no number or is too large does not decide for
        all the others.
        """
        above = between = 0
        for cells in self._read(field):
            for text in cells:
                try:
                    found = split_share(text)
                except BadCell:
                    continue
                if found is not None and not found[1]:
                    above += found[0] > 1
                    between += 0 < found[0] < 1
        return above >= between if above or between else None

    def _read(self, field: str) -> Iterator[set[str]]:
        index = self._columns.taken[field]
        for chunk in self._sheet.read_chunks():
            yield set(chunk.columns[index])

    def _judge_dates(self) -> dict[str, DateOrder]:
        fields = [
            field.name
            for field in self._columns.kind.fields
            if field.reads is Reads.DATE and field.name in self._columns
        ]
        counts = {field: [0, 0, 0] for field in fields}
        example = ""
        for chunk in self._sheet.read_chunks():
            for field in fields:
                cells = set(chunk.columns[self._columns.taken[field]])
                for place, number in enumerate(judge_order(cells)):
                    counts[field][place] += number
                if counts[field][2] and not example:
                    example = next(text for text in cells if judge_order([text])[2])
        whole = [sum(count[place] for count in counts.values()) for place in (0, 1)]
        orders = {}
        for field, (*own, unsure) in counts.items():
            # A column without proof of its own follows the others of the file.
            day_first, month_first = own if any(own) else whole
            if day_first and month_first:
                raise self._ask(field, example, contradicts=True)
            if unsure and not (day_first or month_first):
                raise self._ask(field, example, contradicts=False)
            # Dates such as 3/3/2017 read the same both ways.
            orders[field] = DateOrder.MDY if month_first else DateOrder.DMY
        return orders

    def _ask(self, field: str, example: str, *, contradicts: bool) -> Problem:
        heading = self._columns.heading_of(field)
        if contradicts:
            why = "Some of its dates have the day first and some the month."
        else:
            why = f"No day in it is above 12: {example or 'a date'} may be either."
        return Problem(
            "date-order",
            what=f"The dates in “{heading}” can be read in two ways.",
            why=why,
            fix="Say which: --date-order dmy (day first) or --date-order mdy (month first).",
            suggestions=("--date-order dmy", "--date-order mdy"),
        )
