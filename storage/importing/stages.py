"""Stage names -> stages: which are open, won and lost, and in which order they stand."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from storage.importing.cells.text import BadCell
from storage.importing.ledger import Ledger
from storage.importing.settings import StageRule
from storage.naming import fold_name
from storage.tables import Stage

_WON = frozenset({
    "won", "closedwon", "dealwon", "win", "closedwin", "signed", "contractsigned", "customer",
    "gewonnen", "abgeschlossengewonnen", "geschlossengewonnen", "gagné", "gagne", "ferméegagnée",
    "ganado", "ganada", "cerradoganado", "cerradaganada", "ganho", "ganha", "fechadoganho",
    "vinto", "vinta", "chiusovinto", "chiusavinta", "wygrana", "wygrany", "wygrane", "vunnet",
    "vunnen", "vundet", "kazanıldı", "zamknięteszanse", "closedwonrenewal", "booked",
})  # fmt: skip
_LOST = frozenset({
    "lost", "closedlost", "deallost", "loss", "closedlosttocompetition", "losttocompetition",
    "verloren", "abgeschlossenverloren", "geschlossenverloren", "perdu", "perdue", "ferméeperdue",
    "perdido", "perdida", "cerradoperdido", "cerradaperdida", "fechadoperdido", "perso", "persa",
    "chiusoperso", "chiusapersa", "przegrana", "przegrany", "przegrane", "tapt", "förlorad",
    "tabt", "kaybedildi", "abandoned", "disqualified", "unqualified", "dead", "cancelled",
    "canceled", "rejected", "nodecision", "closednodecision", "dropped", "omitted", "churned",
})  # fmt: skip
_DECIDED = {"won": "won", "closedwon": "won", "lost": "lost", "closedlost": "lost",
            "gewonnen": "won", "verloren": "lost", "gagné": "won", "perdu": "lost",
            "ganado": "won", "perdido": "lost"}  # fmt: skip
"""Words that decide although more follows: "Lost - Price", "Won (renewal)"."""
_UNDECIDED = frozenset({
    "closed", "dealclosed", "done", "completed", "finished", "geschlossen", "abgeschlossen",
    "cerrado", "cerrada", "fermé", "fermée", "fechado", "fechada", "chiuso", "chiusa",
})  # fmt: skip
"""Names of a stage that is neither open nor says how the deal ended."""
_PART = re.compile(r"\s+[-–—]\s+|\s*[:(/|,]")
_STATUS_OPEN = frozenset({"open", "active", "inprogress", "pending", "pipeline", "offen", "abierto",
    "abierta", "ouvert", "aberto", "aperto", "otwarta", "new", "ongoing", "working", "bestcase",
    "commit", "forecast", "upside", "omittedfromforecast"})  # fmt: skip
_ORDER = (
    ("lead", "new", "appointment", "prospect", "prospecting", "suspect", "identified", "inbound"),
    ("contact", "contacted", "connect", "meetingscheduled", "appointmentscheduled", "intro"),
    ("qualif", "qualification", "qualified", "qualifiedtobuy"),
    ("discover", "needsanalysis", "engag", "engaging", "assessment", "analysis", "solution"),
    ("demo", "presentation", "presentationscheduled", "evaluation", "trial", "poc", "pilot"),
    ("valueproposition", "decisionmaker", "iddecisionmakers", "perceptionanalysis", "businesscase"),
    ("propos", "quote", "pricequote", "proposalpricequote", "offer", "angebot", "oferta"),
    ("negotiat", "negotiationreview", "verhandlung", "negocia", "review"),
    ("contract", "contractsent", "legal", "verbal", "commit", "procurement", "closing"),
)
_WON_POSITION = 900
_LOST_POSITION = 950


def guess_kind(name: str) -> str:
    """open, won or lost, by the stage's name alone, in the languages CRMs come in."""
    key = fold_name(name)
    if key in _WON:
        return "won"
    if key in _LOST:
        return "lost"
    head = fold_name(_PART.split(name.strip(), maxsplit=1)[0])
    if head in _DECIDED:
        return _DECIDED[head]
    words = {fold_name(word) for word in name.replace("-", " ").replace("/", " ").split()}
    if "closed" in words and "won" in words:
        return "won"
    if "closed" in words and "lost" in words:
        return "lost"
    return "open"


def read_status(text: str) -> str:
    """open, won or lost, from a column that says just this.

    Raises:
        BadCell: for any other word.
    """
    key = fold_name(text)
    if key in _STATUS_OPEN:
        return "open"
    kind = guess_kind(text)
    if kind == "open":
        raise BadCell(f"“{text}” is neither open nor won nor lost.", "Write Open, Won or Lost.")
    return kind


def _refuse_undecided(name: str) -> None:
    if fold_name(name) in _UNDECIDED:
        raise BadCell(
            f"“{name}” does not say whether the deal was won or lost.",
            f'Say it in salesbell.toml, under [stages], for example: "{name}" = "won"',
        )


def guess_position(name: str) -> int | None:
    """Where a stage of that name usually stands, 0 to 899; None for a name that tells nothing."""
    key = fold_name(name)
    for rank, words in enumerate(_ORDER):
        if key in words:
            return 100 * rank
    for rank, words in enumerate(_ORDER):
        if any(len(word) > 4 and word in key for word in words):
            return 100 * rank + 50
    return None


class StageBook:
    """The stages of a workspace. A stage keeps its place once it has one."""

    def __init__(
        self,
        connection: Connection,
        workspace_id: int,
        batch_id: int,
        rules: Mapping[str, StageRule],
    ) -> None:
        self.ledger = Ledger(connection, Stage.__table__, workspace_id, batch_id)  # type: ignore[arg-type]  # a mapped class has a Table
        self._rules = {fold_name(name): rule for name, rule in rules.items()}
        self._by_name: dict[tuple[str, str], tuple[int, str]] = {}
        self._last_open = 450
        self._new: list[tuple[Any, ...]] = []
        self.rekinded: dict[int, str] = {}
        self._write_share = self.ledger.to_driver("probability")
        self._load()

    def _load(self) -> None:
        columns = ("id", "pipeline", "name_key", "kind", "position", "probability")
        changes = []
        for id_, pipeline, key, kind, position, probability in self.ledger.read_all(columns):
            rule = self._rules.get(key, StageRule())
            wanted: dict[str, Any] = {
                "kind": rule.kind or kind,
                "position": position if rule.position is None else rule.position,
                "probability": probability
                if rule.probability is None
                else self._share(rule.probability),
            }
            before = {"kind": kind, "position": position, "probability": probability}
            after = {name: value for name, value in wanted.items() if value != before[name]}
            if after:
                changes.append((id_, {name: before[name] for name in after}, after))
            if "kind" in after:
                self.rekinded[id_] = wanted["kind"]
            self._by_name[pipeline, key] = (id_, wanted["kind"])
            if wanted["kind"] == "open" and wanted["position"] < _WON_POSITION:
                self._last_open = max(self._last_open, wanted["position"])
        if changes:
            self.ledger.update(changes)

    def find(
        self,
        pipeline: str,
        name: str | None,
        status: str | None,
        probability: Decimal | None = None,
        *,
        status_is_stage: bool = False,
    ) -> tuple[int, str]:
        """The stage and its kind; created when it is new.

        Args:
            pipeline: Its pipeline's name, "" where there is only one.
            name: The stage as the file spells it; None leaves the status to name it.
            status: open, won or lost, where the file says so.
            probability: The chance that the first deal in it has; a hint to its place.
            status_is_stage: Whether the status is the stage's own rather than the deal's.

        Raises:
            BadCell: for a new stage that is said to be closed, but not won or lost.
        """
        if name is None:
            name = (status or "open").capitalize()
        rule = self._rules.get(fold_name(name), StageRule())
        known = self._by_name.get((pipeline, fold_name(name)))
        if known is None and rule.kind is None and status is None:
            _refuse_undecided(name)
        if rule.kind is not None or status is None:
            return known or self._create(pipeline, name, rule.kind or guess_kind(name), probability)
        if known is not None and known[1] == status:
            return known
        if known is None and (status_is_stage or guess_kind(name) == status):
            return self._create(pipeline, name, status, probability)
        # The deal is decided while its stage stays an open one, or the other way round.
        other = f"{name} (open)" if status == "open" else status.capitalize()
        return self._by_name.get((pipeline, fold_name(other))) or self._create(
            pipeline, other, status, probability
        )

    def write(self, used: Iterable[int] | None = None) -> None:
        """Insert the new stages that deals about to be written point to; None means all of them.

        Stages that only rejected rows have so far wait for a row that is taken.
        """
        if not self._new:
            return
        wanted = {row[0] for row in self._new} if used is None else set(used)
        new = [row for row in self._new if row[0] in wanted]
        if not new:
            return
        columns = ("id", "pipeline", "name", "name_key", "position", "kind", "probability")
        self.ledger.insert(columns, new, {})
        self.ledger.remember_inserts(row[0] for row in new)
        self._new = [row for row in self._new if row[0] not in wanted]

    def _share(self, probability: Decimal | None) -> Any:
        return None if probability is None else self._write_share(probability)

    def _create(
        self, pipeline: str, name: str, kind: str, probability: Decimal | None
    ) -> tuple[int, str]:
        rule = self._rules.get(fold_name(name), StageRule())
        (id_,) = self.ledger.take_ids(1)
        position = rule.position
        if position is None:
            position = self._place(name, kind, probability)
        self._new.append(
            (id_, pipeline, name, fold_name(name), position, kind, self._share(rule.probability))
        )
        self._by_name[pipeline, fold_name(name)] = (id_, kind)
        return id_, kind

    def _place(self, name: str, kind: str, probability: Decimal | None) -> int:
        if kind != "open":
            return _WON_POSITION if kind == "won" else _LOST_POSITION
        known = guess_position(name)
        if known is None and probability is not None:
            known = int(probability * 890)
        if known is None:
            known = min(self._last_open + 1, _WON_POSITION - 1)
        self._last_open = max(self._last_open, known)
        return known
