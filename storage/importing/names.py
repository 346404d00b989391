"""Names in a file -> rows of people, accounts and products, created where they are new."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from storage.importing.cells.text import BadCell
from storage.importing.ledger import Ledger
from storage.importing.report import ImportReport, NameMatch, Suggestion
from storage.naming import fold_name
from storage.tables import Account, Base, Person, Product

_LIKE = 88
_MOST_COMPARISONS = 4_000_000
_TABLES: dict[str, type[Base]] = {"people": Person, "accounts": Account, "products": Product}
_ONE = {"people": "person", "accounts": "account", "products": "product"}


class _Known(NamedTuple):
    """A row of the table, as far as names need it."""

    id: int
    name: str
    listed: bool
    key: str | None


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
        extra = "email" if table == "people" else "NULL"
        for id_, name, fold, key, listed, email in self._read(connection, extra, workspace_id):
            self._by_fold[fold].append(_Known(id_, name, bool(listed), key))
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
        if key is not None and "@" not in key:
            # Another id is another row, whatever its name.
            same = [each for each in same if each.key is None]
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
            for name in map(str.strip, names):
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
        people = self.table == "people"
        columns = ["id", "name", "name_key", "key"] + (["email"] if people else [])
        rows = []
        for id_, name, fold, key in new:
            email = key if people and key and "@" in key else None
            own = None if people else key
            rows.append((id_, name, fold, own, email) if people else (id_, name, fold, own))
        listed = False
        self.ledger.insert(columns, rows, {"listed": listed})
        self.ledger.remember_inserts(id_ for id_, *_ in new)
        self._created += [name for _, name, *_ in new]
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
        if len(self._created) * len(self._listed) > _MOST_COMPARISONS:
            return
        for name in self._created:
            near = process.extractOne(name, self._listed, scorer=fuzz.ratio, score_cutoff=_LIKE)
            if near is not None:
                report.suggestions.append(Suggestion(_ONE[self.table], name, near[0]))

    def _create(self, name: str, key: str | None) -> int:
        (id_,) = self.ledger.take_ids(1)
        fold = fold_name(name)
        self._by_fold[fold].append(_Known(id_, name, False, None if key and "@" in key else key))
        if key is not None:
            book = self._by_email if "@" in key else self._by_key
            book[key] = id_
        elif self.table == "people" and "@" in name:
            self._by_email[name.lower()] = id_
            key = name.lower()
        self._new.append((id_, name, fold, key))
        return id_
