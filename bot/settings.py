"""What an installation can set: environment variables for secrets, one TOML file for the rest."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from metrics.question import HORIZON_DAYS
from storage.problem import Problem


def _check_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not a time zone; use a name such as Europe/Berlin")
    return name


def _check_currency(code: str) -> str:
    if code not in Locale("en").currencies:
        raise ValueError(f"{code!r} is not a currency; use three letters such as EUR")
    return code


def _check_secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not text.isascii() or any(one.isspace() for one in text):
        raise ValueError("it has characters that none of Slack's tokens and secrets has")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_check_secret)]


class StageSetting(BaseModel):
    """What the company says of a stage, where its name alone would mislead."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["open", "won", "lost"] | None = None
    probability: float | None = Field(default=None, ge=0, le=1)
    position: int | None = None


def _spell_out(stage: object) -> object:
    """`"Signed" = "won"` is short for its kind alone."""
    return {"kind": stage} if isinstance(stage, str) else stage


class Company(BaseModel):
    """The TOML file: how this company counts."""

    model_config = ConfigDict(extra="forbid")
    name: str = "Our company"
    zone: Annotated[str, AfterValidator(_check_zone)] = "UTC"
    currency: Annotated[str, AfterValidator(_check_currency)] = "USD"
    fiscal_year_starts: int = Field(default=1, ge=1, le=12)
    conversion_horizon_days: int = Field(default=HORIZON_DAYS, ge=1, le=1825)
    quiet_days: int = Field(default=14, ge=1, le=365)
    reps_see: Literal["own", "team", "everything"] = "own"
    """The most a rep may see, wherever it is shown."""
    digest_hours_late: int = Field(default=6, ge=0, le=72)
    """So many hours after it was due a digest is still sent; later it is skipped."""
    stages: dict[str, Annotated[StageSetting, BeforeValidator(_spell_out)]] = Field(
        default_factory=dict
    )

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone as Python's own."""
        return ZoneInfo(self.zone)


class Settings(BaseSettings):
    """The environment. Secrets are never printed: they are SecretStr."""

    model_config = SettingsConfigDict(
        extra="ignore",
        env_ignore_empty=True,  # as container files leave variables that are not set
        str_strip_whitespace=True,
    )
    database_url: str = Field(
        default="sqlite:///salesbell.db", validation_alias="SALESBELL_DATABASE_URL"
    )
    config: Path = Field(default=Path("salesbell.toml"), validation_alias="SALESBELL_CONFIG")
    slack_bot_token: Secret | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: Secret | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: Secret | None = Field(
        default=None, validation_alias="SLACK_SIGNING_SECRET"
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", validation_alias="SLACK_API_URL", pattern="^https?://"
    )

    def list_missing(self) -> list[str]:
        """The variables that `salesbell serve` needs and that are not set, all at once."""
        missing = []
        if not self.slack_bot_token:
            missing.append("SLACK_BOT_TOKEN")
        if not (self.slack_app_token or self.slack_signing_secret):
            missing.append("SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)")
        return missing


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        Problem: naming every variable that can't be read.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise Problem(
            "settings",
            what="The settings can't be read.",
            why=" ".join(_describe(error)),
            fix="Correct these environment variables and start again.",
        ) from None
    if "config" in settings.model_fields_set and not settings.config.exists():
        raise Problem(
            "company-file-missing",
            what=f"SALESBELL_CONFIG names {settings.config}, and there is no such file.",
            why="Without it every number would be told in another zone and currency.",
            fix="Correct the name, or unset SALESBELL_CONFIG.",
        )
    return settings


def read_company(path: Path) -> Company:
    """The company's file; the defaults when there is none.

    Raises:
        Problem: when the file is not TOML or says something unknown, naming each such thing.
    """
    if not path.exists():
        return Company()
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(
            "company-file",
            what=f"{path.name} can't be read as TOML.",
            why=f"{error}.",
            fix="Correct that line.",
        ) from None
    except OSError as error:
        raise Problem(
            "company-file",
            what=f"{path} can't be opened.",
            why=f"{error.strerror or error}.",
            fix="Make it a file that salesbell may read.",
        ) from None
    try:
        return Company.model_validate(content)
    except ValidationError as error:
        raise Problem(
            "company-file",
            what=f"{path.name} says something salesbell doesn't understand.",
            why=" ".join(_describe(error)),
            fix=f"Known names: {', '.join(Company.model_fields)}.",
        ) from None


_WORDS = {
    "extra_forbidden": "there is no such setting",
    "model_type": 'write it as "won", or as { kind = "open", probability = 0.5 }',
    "string_pattern_mismatch": "it has to begin with https:// or http://",
}


def _describe(error: ValidationError) -> list[str]:
    # The input is left out: it may be a secret.
    problems = error.errors(include_input=False, include_url=False)
    return [
        f"{'.'.join(map(str, item['loc']))}: "
        f"{_WORDS.get(item['type'], item['msg'].removeprefix('Value error, '))}."
        for item in problems
    ]
