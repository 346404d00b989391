"""Spending: what was spent on winning customers, in which days, on which source."""

from collections import Counter

from storage.importing.exchange import Exchange
from storage.importing.keys import KeyMaker, join_key
from storage.importing.rowwise import FileRow, RowImporter
from storage.importing.run import BadRow, Run
from storage.importing.spans import find_span
from storage.tables import Spend


class SpendImporter(RowImporter):
    """Takes the rows of a spend file. Rows equal in source and days are kept apart by order."""

    def __init__(self, run: Run, _: KeyMaker) -> None:
        super().__init__(run, Spend.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
        self._by_key = {row["key"]: id_ for id_, row in self.draft.rows.items()}
        self._times: Counter[str] = Counter()
        self._exchange = Exchange(run.connection, run.workspace_id, run.settings.currency)
        names = [
            name for name in ("source", "period", "date", "start", "end") if name in run.columns
        ]
        run.report.key = tuple(run.columns.heading_of(name) for name in names)

    def settle(self, row: FileRow) -> int:
        """Find or add the spending of a row. Raises BadRow."""
        minor, currency = row.values.get("amount") or (None, None)
        if minor is None or currency is None:
            raise BadRow("amount", "It has no amount.", "Fill in what was spent; 0 for nothing.")
        start, end = find_span(self, row)
        source = row.values.get("source")
        key = join_key((source or "", str(start), str(end)))
        self._times[key] += 1
        if self._times[key] > 1:
            key = f"{key} · {self._times[key]}"
        columns = {
            "key": key,
            "start_on": start,
            "end_on": end,
            "source": source,
            "amount_minor": minor,
            "currency": currency,
        }
        id_ = self._by_key.get(key)
        value = self._exchange.convert(minor, currency, start)
        if id_ is None:
            if value is None:
                self.run.report.warnings["without an exchange rate, so without a value"] += 1
            return self.draft.add(columns | {"value_minor": value})
        old = self.draft.rows[id_]
        kept = (old["amount_minor"], old["currency"]) == (minor, currency)
        if not kept or old["value_minor"] is None or self.run.reporting_changed:
            columns["value_minor"] = value
        self.draft.change(id_, columns)
        return id_
