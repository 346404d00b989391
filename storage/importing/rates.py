"""Exchange rates; deals and spending that waited for one are converted at once."""

from datetime import date
from decimal import Decimal

from storage.importing.cells.numbers import read_number
from storage.importing.cells.text import BLANK, BadCell
from storage.importing.deal_writer import DealWriter
from storage.importing.exchange import Exchange
from storage.importing.keys import KeyMaker
from storage.importing.rowwise import FileRow, RowImporter, TableDraft, fail
from storage.importing.run import BadRow, Run
from storage.tables import ExchangeRate, Spend

_MEND = "Write how many units of the reporting currency one unit is worth, such as 1.0842."


class RateImporter(RowImporter):
    """Takes the rows of a rates file. A rate is known by its currency and day."""

    def __init__(self, run: Run, _: KeyMaker) -> None:
        super().__init__(run, ExchangeRate.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
        self._by_day = {(row["currency"], row["on"]): id_ for id_, row in self.draft.rows.items()}
        self._settled: dict[tuple[str, date], int] = {}
        self._mark: list[str | None] = []

    def settle(self, row: FileRow) -> int:
        """Find or add the rate of a row. Raises BadRow."""
        values = row.values
        currency, to = values.get("currency"), values.get("to")
        reporting = self.run.settings.currency
        if currency is None:
            raise BadRow("currency", "It names no currency.", "Write its three letters.")
        if values.get("on") is None:
            raise BadRow("on", "It has no date.", "Fill in the day from which it holds.")
        if to not in {None, reporting}:
            raise BadRow(
                "to", f"It is a rate to {to}; the reports are in {reporting}.",
                f"Export rates to {reporting}.",
            )  # fmt: skip
        if currency == reporting:
            raise BadRow(
                "currency", f"{reporting} is the reporting currency.", "Leave the row out."
            )
        on: date = values["on"][0]
        if (currency, on) in self._settled:
            raise BadRow(
                "on",
                f"Row {self._settled[currency, on]} is a rate for the same day.",
                "Keep one of the two.",
            )
        columns = {"currency": currency, "on": on, "rate": self._read_rate(row)}
        self._settled[currency, on] = row.number
        id_ = self._by_day.get((currency, self.draft.convert("on", on)))
        if id_ is None:
            return self.draft.add(columns)
        self.draft.change(id_, columns)
        return id_

    def finish(self) -> None:
        """Write the rates, then convert what had no value for want of one."""
        super().finish()
        run = self.run
        exchange = Exchange(run.connection, run.workspace_id, run.settings.currency)
        deals = DealWriter(run, exchange, None).revalue(only_missing=True)
        if deals == 1:
            run.report.notes.append("1 deal without a value has one now")
        elif deals:
            run.report.notes.append(f"{deals:,} deals without a value have one now")
        spend = TableDraft(run, Spend.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
        for id_, row in spend.rows.items():
            if row["value_minor"] is None:
                start = row["start_on"]
                on = date.fromisoformat(start) if isinstance(start, str) else start
                value = exchange.convert(row["amount_minor"], row["currency"], on)
                spend.change(id_, {"value_minor": value})
        spend.write()

    def _read_rate(self, row: FileRow) -> Decimal:
        if not self._mark:
            settings = self.run.settings
            self._mark.append(settings.decimal_mark or self.run.evidence.find_mark("rate"))
        cell = self.find_cell(row, "rate").strip()
        if cell.casefold() in BLANK:
            raise BadRow("rate", "It has no rate.", _MEND)
        try:
            rate = round(read_number(cell, self._mark[0], lone_mark_groups=False), 10)
        except (BadCell, ArithmeticError):
            raise fail("rate", BadCell("It is not a number.", _MEND)) from None
        if not rate.is_finite() or not 0 < rate < 10**9:
            raise BadRow("rate", "A rate lies above zero and below a thousand million.", _MEND)
        return rate
