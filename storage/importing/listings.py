"""Accounts and products: files that list names, and know more of them than deals do."""

from collections import defaultdict
from typing import Any

from storage.importing.keys import KeyMaker
from storage.importing.rowwise import FileRow, RowImporter
from storage.importing.run import BadRow, Run
from storage.naming import fold_name
from storage.tables import Account, Base, Product


class ListingImporter(RowImporter):
    """Names with an id of their own or without: the id tells, else the name."""

    def __init__(self, run: Run, table: type[Base]) -> None:
        super().__init__(run, table.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
        self._by_key: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._settled: dict[int, int] = {}
        for id_, row in self.draft.rows.items():
            self._by_name[row["name_key"]].append(id_)
            if row["key"] is not None:
                self._by_key[row["key"]] = id_

    def settle(self, row: FileRow) -> int:
        """Find or add the row that this one lists. Raises BadRow."""
        values = row.values
        name, key = values.get("name"), values.get("id")
        if name is None:
            raise BadRow("name", "It has no name.", "Fill in its name.")
        id_ = self._identify(name, key)
        if id_ is not None and id_ in self._settled:
            raise BadRow(
                "name",
                f"Row {self._settled[id_]} lists the same name.",
                "Keep one of the two, or add a column with the id that tells them apart.",
            )
        columns = {"name": name, "name_key": fold_name(name), "listed": True}
        columns |= {"key": key} if key is not None else {}
        columns |= self.describe(values)
        if id_ is None:
            id_ = self.draft.add(columns)
            self._by_name[columns["name_key"]].append(id_)
        else:
            self.draft.change(id_, columns)
        if key is not None:
            self._by_key[key] = id_
        self._settled[id_] = row.number
        return id_

    def describe(self, values: dict[str, Any]) -> dict[str, Any]:
        """The columns beside name and key."""
        raise NotImplementedError

    def _identify(self, name: str, key: str | None) -> int | None:
        if key is not None and key in self._by_key:
            return self._by_key[key]
        same = self._by_name[fold_name(name)]
        if key is not None:
            same = [id_ for id_ in same if self.draft.rows[id_]["key"] is None]
        if len(same) > 1:
            exact = [id_ for id_ in same if self.draft.rows[id_]["name"] == name]
            if len(exact) != 1:
                raise BadRow(
                    "name",
                    f"{len(same)} rows are called {name}.",
                    "Add a column with the id that tells them apart.",
                )
            return exact[0]
        return same[0] if same else None

    def find_by_name(self, name: str) -> int | None:
        """The row of that name; a new unlisted one when there is none, None when it may be two."""
        if name in self._by_key:
            return self._by_key[name]
        same = self._by_name[fold_name(name)]
        exact = [id_ for id_ in same if self.draft.rows[id_]["name"] == name]
        if len(same) > 1 and len(exact) != 1:
            return None
        if exact:
            return exact[0]
        if not same:
            same.append(
                self.draft.add({"name": name, "name_key": fold_name(name), "listed": False})
            )
            self.run.report.created.setdefault(self.run.columns.kind.name, []).append(name)
        return same[0]


class AccountImporter(ListingImporter):
    """Companies that are sold to."""

    def __init__(self, run: Run, _: KeyMaker) -> None:
        super().__init__(run, Account)
        self._parents: list[tuple[int, str | None]] = []

    def settle(self, row: FileRow) -> int:
        """Take one account; its parent waits until all are known."""
        id_ = super().settle(row)
        if "parent" in row.values:
            self._parents.append((id_, row.values["parent"]))
        return id_

    def describe(self, values: dict[str, Any]) -> dict[str, Any]:
        """Segment, industry, region and size, where the file has them."""
        names = ("segment", "industry", "region", "employees")
        return {name: values[name] for name in names if name in values}

    def conclude(self) -> None:
        """Join subsidiaries to their parents."""
        for id_, parent in self._parents:
            parent_id = None if parent is None else self.find_by_name(parent)
            if parent is not None and parent_id is None:
                text = f"with the parent {parent}, which may be one of several: left without"
                self.run.report.warnings[text] += 1
            self.draft.change(id_, {"parent_id": None if parent_id == id_ else parent_id})


class ProductImporter(ListingImporter):
    """Things that are sold."""

    def __init__(self, run: Run, _: KeyMaker) -> None:
        super().__init__(run, Product)

    def describe(self, values: dict[str, Any]) -> dict[str, Any]:
        """Family and list price, where the file has them."""
        columns = {}
        if "family" in values:
            columns["family"] = values["family"]
        if "list_price" in values:
            columns["list_price_minor"], columns["currency"] = values["list_price"] or (None, None)
        return columns
