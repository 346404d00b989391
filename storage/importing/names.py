"""Names in a file -> rows of people, accounts and products, created where they are new."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from unicodedata import normalize

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from storage.importing.cells.text import BadCell, is_email
from storage.importing.ledger import Ledger
from storage.importing.report import ImportReport, NameMatch, Suggestion
from storage.naming import fold_name
from storage.tables import Account, Base, Person, Product

_LIKE = 88
_MOST_COMPARISONS = 4_000_000
_TABLES: dict[str, type[Base]] = {"people": Person, "accounts": Account, "products": Product}
_BY_ADDRESS = "people"
"""The table whose rows of one name are told apart by e-mail addresses, the others' by ids."""
_ONE = {"people": "person", "accounts": "account", "products": "product"}


class _Known(NamedTuple):
    """A row of the table, as far as names need it."""

    id: int
    name: str
    listed: bool
    key: str | None
    email: str | None


class NameBook:
    """The names of one table. Names that only deals or leads mention become unlisted rows."""

    def __init__(
        self, connection: Connection, table: str, workspace_id: int, batch_id: int
    ) -> None:
        self.table = table
        self.ledger = Ledger(connection, _TABLES[table].__table__, workspace_id, batch_id)  # type: ignore[arg-type]  # a mapped class has a Table
        self._by_fold: dict[str, list[_Known]] = defaultdict(list)
        self._by_key: dict[str, int] = {}
        self._by_email: dict[str, int] = {}
        self._listed: list[str] = []
        self._new: list[tuple[int, str, str, str | None]] = []
        self._created: list[str] = []
        self._matched: dict[str, str] = {}
        self._rows: Counter[str] = Counter()
        self._namesakes: set[int] = set()
        self._kept_apart: list[str] = []
        extra = "email" if table == "people" else "NULL"
        for id_, name, fold, key, listed, email in self._read(connection, extra, workspace_id):
            self._by_fold[fold].append(_Known(id_, name, bool(listed), key, email))
            if key is not None:
                self._by_key[key] = id_
            if email is not None:
                self._by_email[email] = id_
            if listed:
                self._listed.append(name)

    def _read(self, connection: Connection, extra: str, workspace_id: int) -> list[Any]:
        return list(
            connection.exec_driver_sql(
                f"SELECT id, name, name_key, key, listed, {extra} FROM {self.table} "  # noqa: S608 - our own tables' names
                f"WHERE workspace_id = {workspace_id:d} ORDER BY id"
            )
        )

    def find(self, name: str | None, key: str | None = None) -> int | None:
        """The row that a name means; a new unlisted one when there is none.

        Args:
            name: As the file spells it, or an e-mail address.
            key: The source's own id or an e-mail address, where the file has one.

        Raises:
            BadCell: when two listed rows have that name and nothing tells them apart.
        """
        if key is not None and (known := self._by_key.get(key) or self._by_email.get(key)):
            return known
        if name is None:
            if key is None:
                return None
            name = key
        if "@" in name and (known := self._by_email.get(name.lower())):
            return known
        same = self._by_fold.get(fold_name(name), [])
        if key is not None:
            # Another id or address is another row, whatever its name.
            by_address = self.table == _BY_ADDRESS
            same = [each for each in same if (each.email if by_address else each.key) is None]
        if not same:
            return self._by_key.get(name) or self._create(name, key)
        chosen = self._choose(name, same)
        if chosen.name != name:
            self._matched[name] = chosen.name
        return chosen.id

    def look_up(self, name: str | None) -> int | None:
        """The row that a name means, where exactly one is known; nothing is created."""
        same = self._by_fold.get(fold_name(name), []) if name is not None else []
        return same[0].id if len(same) == 1 else None

    def _choose(self, name: str, same: list[_Known]) -> _Known:
        listed = [each for each in same if each.listed] or same
        exact = [each for each in listed if each.name == name]
        if len(listed) > 1 and len(exact) != 1:
            mail = " or the e-mail address" if self.table == "people" else ""
            raise BadCell(
                f"{len(listed)} {self.table} are called {name}.",
                f"Add a column with the id{mail} that tells them apart.",
            )
        return exact[0] if exact else listed[0]

    def count_rows(self, names: Iterable[str]) -> None:
        """Count in how many rows each name stands that was matched to another spelling."""
        if self._matched:
            for cell in names:
                # As the cell was read: composed, or a name typed on a Mac would not be found.
                name = cell.strip() if cell.isascii() else normalize("NFC", cell.strip())
                if name in self._matched:
                    self._rows[name] += 1

    def write(self, used: Iterable[int | None]) -> None:
        """Insert the new names that rows about to be written point to.

        Names that only rejected rows have so far wait for a row that is taken.
        """
        if not self._new:
            return
        wanted = set(used)
        new = [one for one in self._new if one[0] in wanted]
        if not new:
            return
        columns = ["id", "name", "name_key", "email" if self.table == _BY_ADDRESS else "key"]
        self.ledger.insert(columns, new, {"listed": False})
        self.ledger.remember_inserts(id_ for id_, *_ in new)
        self._created += [name for _, name, *_ in new]
        self._kept_apart += [name for id_, name, *_ in new if id_ in self._namesakes]
        self._new = [one for one in self._new if one[0] not in wanted]

    def tell(self, report: ImportReport) -> None:
        """Put matches, new names and likely misspellings into the report."""
        report.matched += [
            NameMatch(self.table, theirs, ours, self._rows[theirs])
            for theirs, ours in sorted(self._matched.items())
            if self._rows[theirs]
        ]
        if self._created:
            report.created[self.table] = self._created
        if self._kept_apart:
            what = "e-mail address" if self.table == _BY_ADDRESS else "id"
            report.notes.append(
                f"“{self._kept_apart[0]}” has another {what} than the one known by that name: "
                f"kept apart ({len(self._kept_apart):,} {self.table} in all)"
            )
        if len(self._created) * len(self._listed) > _MOST_COMPARISONS:
            return
        apart = set(self._kept_apart)
        for name in (name for name in self._created if name not in apart):
            near = process.extractOne(name, self._listed, scorer=fuzz.ratio, score_cutoff=_LIKE)
            if near is not None:
                report.suggestions.append(Suggestion(_ONE[self.table], name, near[0]))

    def _create(self, name: str, key: str | None) -> int:
        (id_,) = self.ledger.take_ids(1)
        fold = fold_name(name)
        by_address = self.table == _BY_ADDRESS
        if key is None and by_address and is_email(name):
            key = name.lower()
        if self._by_fold[fold]:
            self._namesakes.add(id_)
        own = (None, key) if by_address else (key, None)
        self._by_fold[fold].append(_Known(id_, name, False, *own))
        if key is not None:
            (self._by_email if by_address else self._by_key)[key] = id_
        self._new.append((id_, name, fold, key))
        return id_
