"""Small things that an account of a detailed credit report holds; amounts are fen of whole yuan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MonthTruth:
    """A month of a repayment grid: first day, mark, 逾期（透支）总额 in fen (None: the cell is left empty)."""

    month: date
    mark: str
    amount: int | None = 0


@dataclass(frozen=True, slots=True)
class EventTruth:
    """A special transaction (特殊交易)."""

    kind: str
    happened_on: date
    months: int | None = None
    amount: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RemarkTruth:
    """机构说明, 本人声明, 异议标注 (with 添加日期) or 特殊事件说明 (without)."""

    kind: str
    text: str
    added_on: date | None = None


@dataclass(frozen=True, slots=True)
class LatestTruth:
    """最新还款记录: what was paid after the day of the state block.

    Attributes:
        after: The day named in its heading (…以后的最新还款记录).
        mark: 当前还款状态.
    """

    after: date
    paid_on: date
    paid: int
    balance: int
    mark: str = "N"
    classification: str = "正常"


@dataclass(frozen=True, slots=True)
class InstalmentTruth:
    """大额专项分期信息."""

    limit: int
    starts_on: date
    ends_on: date
    used: int
