"""People: who sells, who leads whom. The file is the truth for manager, team and region."""

from collections import Counter, defaultdict
from typing import Any

from storage.importing.cells.text import is_email
from storage.importing.keys import KeyMaker
from storage.importing.rowwise import FileRow, RowImporter
from storage.importing.run import BadRow, Run
from storage.naming import fold_name
from storage.tables import Person

_ROLES = {
    "rep": "rep", "salesrep": "rep", "user": "rep", "member": "rep", "agent": "rep",
    "accountexecutive": "rep", "seller": "rep", "verkäufer": "rep", "manager": "manager",
    "salesmanager": "manager", "lead": "manager", "teamlead": "manager", "director": "manager",
    "administrator": "administrator", "admin": "administrator", "owner": "administrator",
    "superadmin": "administrator",
}  # fmt: skip


class PersonImporter(RowImporter):
    """Takes the rows of a people file. The id tells who is meant, else e-mail, else name."""

    def __init__(self, run: Run, _: KeyMaker) -> None:
        super().__init__(run, Person.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
        self._by_key: dict[str, int] = {}
        self._by_email: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._settled: dict[int, int] = {}
        self._managers: list[tuple[int, str | None]] = []
        self._own_roles: set[int] = set()
        self._titles: Counter[str] = Counter()
        for id_ in self.draft.rows:
            self._index(id_)

    def settle(self, row: FileRow) -> int:
        """Find or add the person of a row. Raises BadRow."""
        values = row.values
        name = values.get("name") or values.get("email")
        if name is None:
            raise BadRow("name", "It has neither a name nor an e-mail.", "Fill in the name.")
        id_ = self._identify(name, values.get("id"), values.get("email"))
        if id_ is not None and id_ in self._settled:
            raise BadRow(
                "name",
                f"Row {self._settled[id_]} is the same person.",
                "Keep one of the two, or add the e-mail addresses that tell them apart.",
            )
        self._check_address(values.get("email"), id_)
        columns = self._describe(values) | {
            "name": name, "name_key": fold_name(name), "listed": True,
        }  # fmt: skip
        if id_ is None:
            id_ = self.draft.add({"role": "rep"} | columns)
        else:
            if values.get("name") is None:
                del columns["name"], columns["name_key"]
            self.draft.change(id_, columns)
        self._index(id_)
        self._settled[id_] = row.number
        if fold_name(values.get("role") or "") in _ROLES:
            self._own_roles.add(id_)
        if "manager" in values:
            self._managers.append((id_, values["manager"]))
        return id_

    def conclude(self) -> None:
        """Join people to their managers; who is named as one becomes one."""
        if self._titles:
            self.run.report.warnings[self._tell_titles()] = self._titles.total()
        for id_, manager in self._managers:
            manager_id = None if manager is None else self._find_manager(manager)
            if manager_id is not None and self._leads(id_, manager_id):
                self.run.report.warnings["whose manager is below them: left without one"] += 1
                manager_id = None
            self.draft.change(id_, {"manager_id": manager_id})

    def _describe(self, values: dict[str, Any]) -> dict[str, Any]:
        columns: dict[str, Any] = {
            name: values[name] for name in ("team", "region") if name in values
        }
        for field, column in (("id", "key"), ("email", "email")):
            if values.get(field) is not None:
                columns[column] = values[field]
        for field, column in (("started", "started_on"), ("left", "left_on")):
            if field in values:
                columns[column] = values[field] and values[field][0]
        if values.get("role") is not None:
            columns["role"] = _ROLES.get(fold_name(values["role"])) or self._take_title(
                values["role"]
            )
        return columns

    def _take_title(self, title: str) -> str:
        """A title that is no role of ours gives the role that sees the least."""
        self._titles[title] += 1
        return "rep"

    def _tell_titles(self) -> str:
        (first, _), *others = self._titles.most_common()
        more = f" and {len(others)} more" if others else ""
        heading = self.run.columns.heading_of("role")
        return (
            f"with a title that is no role of ours (“{first[:40]}”{more}): taken as rep, who sees "
            f"the least. Write manager or administrator in “{heading}” for those who lead or "
            "administer; who is named as somebody's manager is one anyway"
        )

    def _identify(self, name: str, key: str | None, email: str | None) -> int | None:
        if key is not None and key in self._by_key:
            return self._by_key[key]
        if email is not None and email in self._by_email:
            return self._by_email[email]
        same = [
            id_
            for id_ in self._by_name[fold_name(name)]
            if (email is None or self.draft.rows[id_]["email"] is None)
            and (key is None or self.draft.rows[id_]["key"] is None)
            and not (id_ in self._settled and (email or key))
        ]
        if len(same) > 1:
            raise BadRow(
                "name",
                f"{len(same)} people are called {name}.",
                "Add a column with the e-mail address that tells them apart.",
            )
        return same[0] if same else None

    def _check_address(self, email: str | None, id_: int | None) -> None:
        """Refuse an address that somebody else has, or had when the import began.

        Two people may change theirs in one file, but the database looks after each change.
        """
        holder = None if email is None else self._by_email.get(email)
        if holder is not None and holder != id_:
            raise BadRow(
                "email",
                f"{self.draft.rows[holder]['name']} has this address until now.",
                "Give one of the two another address; where both change, import the file twice.",
            )

    def _find_manager(self, name: str) -> int | None:
        """Who is meant; somebody new when nobody is called so, None when several are."""
        known = self._by_email.get(name.lower()) or self._by_key.get(name)
        same = self._by_name[fold_name(name)]
        if known is None and same:
            listed = [id_ for id_ in same if self.draft.rows[id_]["listed"]] or same
            leading = [id_ for id_ in listed if self.draft.rows[id_]["role"] != "rep"]
            candidates = leading if len(leading) == 1 else listed
            if len(candidates) > 1:
                # A manager sees the numbers of the team: that is not to be guessed.
                text = f"with the manager {name}, who may be one of {len(candidates)}: left without"
                self.run.report.warnings[text] += 1
                return None
            known = candidates[0]
        if known is None:
            known = self.draft.add(
                {
                    "name": name,
                    "name_key": fold_name(name),
                    "email": name.lower() if is_email(name) else None,
                    "role": "manager",
                    "listed": True,
                }
            )
            self._index(known)
            self.run.report.created.setdefault("managers", []).append(name)
        elif self.draft.rows[known]["role"] == "rep" and known not in self._own_roles:
            self.draft.change(known, {"role": "manager"})
        if not self.draft.rows[known]["listed"]:
            self.draft.change(known, {"listed": True})
        return known

    def _leads(self, id_: int, manager_id: int) -> bool:
        """Whether `manager_id` is `id_` or stands below it."""
        seen: set[int] = set()
        above: int | None = manager_id
        while above is not None and above not in seen:
            if above == id_:
                return True
            seen.add(above)
            above = self.draft.rows[above]["manager_id"]
        return False

    def _index(self, id_: int) -> None:
        row = self.draft.rows[id_]
        if row["key"] is not None:
            self._by_key[row["key"]] = id_
        if row["email"] is not None:
            self._by_email[row["email"]] = id_
        if id_ not in self._by_name[row["name_key"]]:
            self._by_name[row["name_key"]].append(id_)
