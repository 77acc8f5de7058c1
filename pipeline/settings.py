"""`settings.toml`: what no paper says.  Optional; unknown keys are errors that name file and key."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import UsageError


class AccountFacts(BaseModel):
    """What the person knows of one account.

    Attributes:
        issuer: Short name, e.g. 招商银行.
        tail, contract_no: Which account; one of them.
        contract_rate: Yearly rate of the contract, per cent.
        grace_days: Days of grace that the contract grants.
        lender_type: bank, assisted (互联网助贷), consumer_finance, microloan or private.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    issuer: str
    tail: str | None = None
    contract_no: str | None = None
    contract_rate: Decimal | None = None
    grace_days: int | None = Field(default=None, ge=0, le=60)
    lender_type: Literal["bank", "assisted", "consumer_finance", "microloan", "private"] | None = None


class CaseSettings(BaseModel):
    """Settings of a case.

    Attributes:
        name: The person's name, for drafts.
        id_tail: Last four of the identity number.
        passwords: Tried on every locked file (PDF, zip), never written anywhere; `pdf_passwords` is its old name.
        language: zh or en.
        mask: Whether outputs mask identifiers.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = ""
    id_tail: str = ""
    passwords: tuple[str, ...] = ()
    language: Literal["zh", "en"] = "zh"
    mask: bool = False
    accounts: tuple[AccountFacts, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _old_name(cls, data: Any) -> Any:
        """Take `pdf_passwords` for `passwords`, unless both stand there: then the old one is an unknown key."""
        if isinstance(data, dict) and "pdf_passwords" in data and "passwords" not in data:
            return {"passwords" if name == "pdf_passwords" else name: value for name, value in data.items()}
        return data


class Settings(CaseSettings):
    """The whole file: settings for all cases, and per case what differs."""

    cases: dict[str, CaseSettings] = {}

    def for_case(self, case: str) -> CaseSettings:
        """Return the settings that apply to one case."""
        own = self.cases.get(case)
        base = {name: getattr(self, name) for name in CaseSettings.model_fields}
        if own is not None:
            base |= {name: getattr(own, name) for name in own.model_fields_set}
        return CaseSettings(**base)


def _problem(kind: str, message: str) -> str:
    """Say what is wrong with a key and what to do."""
    if kind == "extra_forbidden":
        return "没有这个设置项，请删去或改正拼写（unknown key: remove it or correct its spelling）"
    return message


def load_settings(path: Path) -> Settings:
    """Load settings, or the defaults where the file is missing.

    Raises:
        UsageError: Not TOML, or an unknown or wrong key.
    """
    if not path.exists():
        return Settings()
    try:
        return Settings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{path.name}: cannot be read: {error}") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {_problem(e['type'], e['msg'])}" for e in error.errors())
        raise UsageError(f"{path.name}: {problems}") from error
