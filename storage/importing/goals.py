"""Goals: what somebody, a team or everybody is to reach, in which metric, in which days."""

from decimal import Decimal
from typing import Any

from rapidfuzz import process

from storage.importing.cells.text import BadCell
from storage.importing.keys import KeyMaker
from storage.importing.rowwise import FileRow, RowImporter, fail
from storage.importing.run import BadRow, Run
from storage.importing.settings import GoalMetric
from storage.importing.spans import find_span
from storage.importing.targets import read_target, write_goal_key
from storage.naming import fold_name
from storage.tables import Goal, Person

_EVERYBODY = frozenset(
    {"all", "everyone", "everybody", "company", "total", "team total", "overall"}
)


class GoalImporter(RowImporter):
    """Takes the rows of a goals file. Goals are known by metric, holder and days."""

    def __init__(self, run: Run, _: KeyMaker) -> None:
        super().__init__(run, Goal.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
        self._by_key = {row["key"]: id_ for id_, row in self.draft.rows.items()}
        self._settled: dict[str, int] = {}
        self._metrics = {fold_name(word): metric for word, metric in run.settings.metrics.items()}
        self._words = {fold_name(word): word for word in run.settings.metrics}
        self._mark: list[str | None] = []
        people = run.connection.execute(
            Person.__table__.select().where(Person.workspace_id == run.workspace_id)
        ).all()
        self._people: dict[str, list[int]] = {}
        for person in people:
            for word in {person.name_key, person.email, person.key} - {None}:
                self._people.setdefault(word, []).append(person.id)
        self._names = [person.name for person in people]
        self._teams = {fold_name(person.team): person.team for person in people if person.team}

    def settle(self, row: FileRow) -> int:
        """Find or add the goal of a row. Raises BadRow."""
        metric = self._find_metric(row.values["metric"])
        owner_id, team = self._find_holder(row.values)
        start, end = find_span(self, row)
        target = self._read_target(row, metric)
        key = write_goal_key(metric.name, owner_id, team, start, end)
        if key in self._settled:
            raise BadRow(
                "metric",
                f"Row {self._settled[key]} is a goal for the same metric, holder and days.",
                "Keep one of the two.",
            )
        self._settled[key] = row.number
        columns = {
            "key": key,
            "metric": metric.name,
            "start_on": start,
            "end_on": end,
            "owner_id": owner_id,
            "team": team,
            "target": target,
            "withdrawn": False,
        }
        id_ = self._by_key.get(key)
        if id_ is None:
            return self.draft.add(columns)
        self.draft.change(id_, columns)
        return id_

    def _find_metric(self, word: str | None) -> GoalMetric:
        if word is None:
            raise BadRow("metric", "It names no metric.", "Write one such as bookings.")
        if not self._metrics:
            return GoalMetric(word.strip().casefold().replace(" ", "_"), "")
        found = self._metrics.get(fold_name(word))
        if found is None:
            near = process.extractOne(fold_name(word), list(self._words), score_cutoff=60)
            hint = f" Did you mean {self._words[near[0]]}?" if near else ""
            raise BadRow(
                "metric", f"There is no metric called {word}.{hint}", "See: salesbell metrics"
            )
        return found

    def _find_holder(self, values: dict[str, Any]) -> tuple[int | None, str | None]:
        team, who, email = (values.get(name) for name in ("team", "owner", "owner_email"))
        if email is None and who is None:
            return None, self._find_team(team) if team else None
        words = [email] if email else [str(who).lower(), fold_name(str(who)), who]
        for word in words:
            ids = self._people.get(word or "", [])
            if len(ids) == 1:
                return ids[0], None
            if len(ids) > 1:
                raise BadRow(
                    "owner",
                    f"{len(ids)} people are called {who}.",
                    "Write the e-mail address instead.",
                )
        if who and fold_name(who) in self._teams:
            return None, self._teams[fold_name(who)]
        if who and who.casefold() in _EVERYBODY:
            return None, None
        near = process.extractOne(str(who or email), self._names, score_cutoff=75)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise BadRow(
            "owner" if who else "owner_email",
            f"Nobody and no team is called {who or email}.{hint}",
            "Correct the name, or import the people first: salesbell import people FILE",
        )

    def _find_team(self, name: str) -> str:
        known = self._teams.get(fold_name(name))
        if known is None:
            self.run.report.warnings[f"for the team {name}, which nobody is in"] += 1
        return known or name

    def _read_target(self, row: FileRow, metric: GoalMetric) -> Decimal:
        text = row.values.get("target")
        if text is None:
            raise BadRow("target", "It has no target.", "Fill in the number to reach.")
        if not self._mark:
            settings = self.run.settings
            self._mark.append(settings.decimal_mark or self.run.evidence.find_mark("target"))
        try:
            return read_target(text, metric.unit, self.run.settings.currency, self._mark[0])
        except BadCell as error:
            raise fail("target", error) from None
