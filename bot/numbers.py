"""The numbers, as the bot asks for them: opens the database, knows the company, adds nothing."""

import threading
from datetime import date, datetime

import structlog

from bot.commands.vocabulary import Vocabulary
from bot.settings import Company
from metrics.answer import Answer
from metrics.catalog import METRICS
from metrics.compute import compute
from metrics.deal_list import DealRow, list_open_deals
from metrics.dimension import DIMENSIONS
from metrics.groundwork import lay_groundwork
from metrics.pipeline import PipelineReport
from metrics.pipeline_shelf import PipelineShelf
from metrics.question import Question, Setting
from metrics.values import read_decided_stages, read_dimension_values
from metrics.visible_accounts import VisibleAccounts, read_visible_accounts
from storage.engine import Connection, Engine
from storage.imports import DataVersion, read_data_version
from storage.people import PersonRow, count_slack_users, link_slack_user, read_people

log = structlog.get_logger()


class Numbers:
    """One company's numbers.

    Args:
        engine: The database.
        company: Zone, currency, fiscal year.
        workspace_id: Whose facts.
    """

    def __init__(self, engine: Engine, company: Company, workspace_id: int = 1) -> None:
        self.engine = engine
        self.company = company
        self.workspace_id = workspace_id
        self.shelf = PipelineShelf()
        self._words: tuple[object, int, Vocabulary] | None = None
        self._lock = threading.Lock()

    def setting(self, now: datetime) -> Setting:
        """What the numbers need to know of the company at `now` (aware)."""
        return Setting(
            workspace_id=self.workspace_id,
            today=now.astimezone(self.company.zone_info).date(),
            zone=self.company.zone_info,
            currency=self.company.currency,
            fiscal_start=self.company.fiscal_year_starts,
            horizon_days=self.company.conversion_horizon_days,
        )

    def read_version(self) -> DataVersion | None:
        """The newest import that stands; None before the first."""
        with self.engine.connect() as connection:
            return read_data_version(connection, self.workspace_id)

    def lay_groundwork(self, now: datetime) -> bool:
        """Make sure that what `/pipeline` stands on is worked out for this data.

        Gives False where the database was busy for so long that it has to be tried again.
        """
        laid = lay_groundwork(self.engine, self.setting(now), self.company.quiet_days)
        if not laid:
            log.warning("groundwork left to the next time", why="the database is being written to")
        return laid

    def read_people(self, now: datetime) -> list[PersonRow]:
        """Everybody in the people table, and whether they work here at `now` (aware)."""
        with self.engine.connect() as connection:
            return read_people(connection, self.workspace_id, self.setting(now).today)

    def link_slack_user(self, person_id: int, user: str) -> None:
        """Remember which Slack user a person is, unless the database is busy."""
        link_slack_user(self.engine, self.workspace_id, person_id, user)

    def read_vocabulary(self) -> Vocabulary:
        """Every word that can be asked with; read again when the data is another version."""
        with self._lock, self.engine.connect() as connection:
            version = read_data_version(connection, self.workspace_id)
            linked = count_slack_users(connection, self.workspace_id)
            if self._words is None or self._words[0] != version:
                self._words = (version, linked, self._build_vocabulary(connection))
            elif self._words[1] != linked:
                words = self._words[2].know_people(self._read_everybody(connection))
                self._words = (version, linked, words)
            return self._words[2]

    def read_visible_accounts(self, people: frozenset[int]) -> VisibleAccounts:
        """The accounts in which these people have deals or leads."""
        with self.engine.connect() as connection:
            return read_visible_accounts(connection, self.workspace_id, people)

    def _build_vocabulary(self, connection: Connection) -> Vocabulary:
        return Vocabulary.build(
            people=self._read_everybody(connection),
            values=read_dimension_values(connection, self.workspace_id),
            decided=read_decided_stages(connection, self.workspace_id),
            metrics=METRICS.values(),
            stocks=[name for name, metric in METRICS.items() if metric.basis.is_stock],
            dimensions=DIMENSIONS.values(),
        )

    def _read_everybody(self, connection: Connection) -> list[PersonRow]:
        """Those who have left too: words know them."""
        return read_people(connection, self.workspace_id, date.min)

    def answer(self, question: Question, setting: Setting) -> tuple[Answer, ...]:
        """Answer each metric of the question."""
        with self.engine.connect() as connection:
            return compute(connection, question, setting)

    def report_pipeline(self, question: Question, setting: Setting) -> PipelineReport:
        """The pipeline of the question's scope, by stage or by the question's dimension."""
        by, quiet_days = question.by or "stage", self.company.quiet_days
        with self.engine.connect() as connection:
            return self.shelf.read(connection, question, setting, by, quiet_days)

    def list_open_deals(self, question: Question, setting: Setting) -> list[DealRow]:
        """The deals behind a pipeline, one by one."""
        with self.engine.connect() as connection:
            return list_open_deals(connection, question, setting)
