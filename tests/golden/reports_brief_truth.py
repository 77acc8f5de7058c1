"""What the golden brief credit reports say: accounts, tables and queries, each with its printed form and its truth.

Everything is invented.  The sentences are written from `credit-report.md` §1.4, not from the reader's grammar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Month = tuple[int, int]
CNY = "人民币"
_CODES = {"人民币": "CNY", "美元": "USD", "欧元": "EUR"}


def day(value: date) -> str:
    return f"{value.year}年{value.month:02d}月{value.day:02d}日"


def month(value: Month) -> str:
    return f"{value[0]}年{value[1]:02d}月"


def _fen(yuan: int | None) -> int | None:
    return None if yuan is None else yuan * 100


@dataclass(frozen=True)
class Account:
    """An account: how its sentence goes on behind its head, and what that says. Amounts in yuan."""

    rule: str
    bank: str
    opened: date
    issuer: str
    type: str = "贷记卡"
    currency: str = CNY
    tail: str = ""
    amount: int | None = None
    ends: date | None = None
    as_of: Month | date | None = None
    limit: int | None = None
    balance: int | None = None
    word: str = "余额"
    now: bool | None = None
    state: str = ""
    closed: Month | None = None
    months: int | None = None
    over_90: int | None = None
    instalments: int | None = None
    paid: date | None = None

    @property
    def once(self) -> bool:
        """Whether it stands in a list of accounts that were once overdue."""
        return self.months is not None

    @property
    def status(self) -> str:
        if self.state == "呆账":
            return "bad_debt"
        if self.closed:
            return {"销户": "closed", "已转出": "transferred"}.get(self.state, "settled")
        if self.state == "尚未激活":
            return "inactive"
        if self.rule in ("asset", "advance"):
            return "overdue" if self.balance is None or self.balance else "ended"
        return {"冻结": "frozen", "止付": "stopped"}.get(self.state) or ("overdue" if self.now else "active")

    @property
    def open(self) -> bool:
        return self.status not in ("closed", "settled", "transferred")

    def head(self) -> str:
        opened = day(self.opened)
        if self.rule == "card":
            tail = f"，卡片尾号：{self.tail}" if self.tail else ""
            return f"{opened}{self.bank}发放的{self.type}（{self.currency}账户{tail}）"
        if self.rule == "line":
            return f"{opened}{self.bank}为{self.type}授信"
        if self.rule == "asset":
            return f"{opened}，{self.bank}接收债权，金额为{self.amount:,}"
        if self.rule == "advance":
            return f"{opened}以来{self.bank}累计代偿金额{self.amount:,}"
        made = "办理" if self.rule == "other" else "发放"
        return f"{opened}{self.bank}{made}的{self.amount:,}元（{self.currency}）{self.type}"

    def text(self) -> str:
        return f"{self.head()}{self._body()}{self._past()}"

    def _past(self) -> str:
        if self.months is None:
            return ""
        if self.type == "准贷记卡":
            worst = f"其中{self.over_90}个月透支超过90天" if self.over_90 else "没有发生过90天以上透支"
            return f"最近5年内有{self.months}个月透支超过60天，{worst}。"
        worst = f"其中{self.over_90}个月逾期超过90天" if self.over_90 else "没有发生过90天以上逾期"
        return f"最近5年内有{self.months}个月处于逾期状态，{worst}。"

    def _body(self) -> str:
        now = "" if self.now is None else f"，当前{'有' if self.now else '无'}逾期"
        if self.closed:
            if self.rule == "line":
                return f"，可循环使用。{month(self.closed)}{self.state}。"
            return f"{'。' if self.rule == 'advance' else '，'}{month(self.closed)}{self.state}。"
        if self.rule == "advance":
            return "。"
        assert self.as_of is not None
        as_of = day(self.as_of) if isinstance(self.as_of, date) else month(self.as_of)
        if self.rule == "asset":
            paid = f"，最近一次还款日期为{day(self.paid)}" if self.paid else ""
            return f"。截至{as_of}，余额为{self.balance:,}{paid}。"
        if self.rule == "line":
            valid = f"额度有效期至{day(self.ends)}" if self.ends else "额度长期有效"
            return f"，{valid}，可循环使用。截至{as_of}，信用额度{self.limit:,}元（{self.currency}），余额为{self.balance:,}{now}。"
        lead = f"。截至{as_of}，信用额度{self.limit:,}，" if self.rule == "card" else ""
        if self.rule != "card":
            assert self.ends is not None
            lead = f"，{day(self.ends)}到期。截至{as_of}，"
        if self.state == "尚未激活":
            return f"{lead}尚未激活。"
        if self.state == "呆账":
            return f"{lead}已变成呆账，余额{self.balance:,}。"
        special = f"，{self.state}" if self.state else ""
        part = f"（含未出单的大额专项分期余额{self.instalments:,}）" if self.instalments else ""
        return f"{lead}{self.word}{self.balance:,}{part}{now}{special}。"

    def said(self, number: str) -> dict[str, Any]:
        """What the reader must make of it."""
        section = {"card": "credit_card", "other": "other", "asset": "recovery", "advance": "recovery"}
        as_of = self.as_of if isinstance(self.as_of, date) or self.as_of is None else date(*self.as_of, 1)
        kinds = {"asset": "资产处置", "advance": "垫款"}
        return {
            "section": section.get(self.rule, "loan"),
            "kind": "credit_card" if self.rule == "card" else "loan",
            "printed_no": number,
            "institution": self.bank,
            "issuer": self.issuer,
            "revolving": self.rule == "line",
            "currency": _CODES[self.currency],
            "tail": self.tail or None,
            "opened_on": self.opened,
            "loan_type": kinds.get(self.rule, self.type),
            "amount": _fen(self.amount),
            "credit_limit": None if self.closed else _fen(self.limit),
            "balance": None if self.closed or self.state == "尚未激活" else _fen(self.balance),
            "status": self.status,
            "data_as_of": None if self.closed else as_of,
            "closed_on": date(*self.closed, 1) if self.closed else None,
            "overdue_now": None if self.closed else self.now,
            "overdue_months": self.months,
            "overdue_90": self.over_90,
            "ends_on": None if self.closed else self.ends,
            "last_paid_on": self.paid,
        }


@dataclass(frozen=True)
class Duty:
    """A debt of somebody else's that the person answers for."""

    opened: date
    party: str
    paper: str
    number: str
    bank: str
    business: str
    role: str
    amount: int | None
    as_of: date
    balance: int
    contract: str = ""

    def text(self) -> str:
        amount = "--" if self.amount is None else f"{self.amount:,}"
        contract = f"（保证合同编号：{self.contract}）" if self.contract else ""
        return (
            f"{day(self.opened)}，为{self.party}（证件类型：{self.paper}，证件号码：{self.number}）在{self.bank}办理的"
            f"{self.business}承担相关还款责任，责任人类型为{self.role}，相关还款责任金额{amount}{contract}。"
            f"截至{day(self.as_of)}，{self.business}余额{self.balance:,}（人民币元）。"
        )

    def said(self) -> dict[str, Any]:
        return {
            "opened_on": self.opened,
            "institution": self.bank,
            "role": self.role,
            "amount": _fen(self.amount),
            "balance": _fen(self.balance),
        }


@dataclass(frozen=True)
class Asked:
    on: date
    bank: str
    reason: str
    own: bool = False

    def said(self) -> dict[str, Any]:
        return {"queried_on": self.on, "institution": self.bank, "reason": self.reason, "own": self.own}


Pairs = Sequence[tuple[str, str]]
_MAIN = ("credit_card", "housing", "loan", "other")

_ONCE = "发生过逾期的账户明细如下："
_NEVER = "从未发生过逾期的账户明细如下："
_LISTS = {
    ("信用卡", 0): "发生过逾期的贷记卡账户明细如下：",
    ("信用卡", 1): "透支超过60天的准贷记卡账户明细如下：",
    ("信用卡", 2): "从未逾期过的贷记卡及透支未超过60天的准贷记卡账户明细如下：",
    ("贷款", 0): _ONCE,
    ("贷款", 2): _NEVER,
    ("其他业务", 0): _ONCE,
    ("其他业务", 2): _NEVER,
}
_NOTES = (
    "1.除查询记录外，本报告中的信息是依据截至报告时间个人征信系统记录的信息生成，征信中心不确保其真实性和准确性，但承诺在信息汇总、加工、整合的全过程中保持客观、中立的地位。",
    "2.本报告仅包含可能影响您信用评价的主要信息，如需获取您在个人征信系统中更详细的记录，请到当地信用报告查询网点查询。",
    "3.您有权对本报告中的内容提出异议。如有异议，可联系数据提供单位，也可到当地信用报告查询网点提出异议申请。",
    "4.本报告仅供您了解自己的信用状况，请妥善保管。因保管不当造成个人隐私泄露的，征信中心将不承担相关责任。",
    "5.更多咨询，请致电全国客户服务热线400-810-8866。",
)
SIDE = (
    "购房贷款，包括个人住房商业贷款、个人商用房（包括商住两用）贷款和个人住房公积金贷款。",
    "发生过逾期的信用卡账户，指曾经“未按时还最低还款额”的贷记卡账户和“透支超过60天”的准贷记卡账户。",
)

Block = tuple[str, Any]
"""What is printed: title, cells, bar, heading, list, item (number, text), text, table, main, queries or pairs."""


@dataclass(frozen=True)
class Brief:
    """A brief report."""

    at: datetime
    serial: int
    name: str
    id_number: str
    accounts: Sequence[Account] = ()
    duties: Sequence[Duty] = ()
    public: Sequence[tuple[str, Sequence[Pairs]]] = ()
    asked: Sequence[Asked] = ()
    marital: str = "未婚"

    @property
    def number(self) -> str:
        return f"{self.at:%Y%m%d%H%M%S}{self.serial:08d}"

    def of(self, *rules: str) -> list[Account]:
        return [a for a in self.accounts if a.rule in rules]

    def counts(self) -> dict[tuple[str, str], int]:
        """The summary's figures by row and column."""
        loans = self.of("loan", "line")
        houses = [a for a in loans if "住房" in a.type or "商用房" in a.type]
        columns = {
            "credit_card": self.of("card"),
            "housing": houses,
            "loan": [a for a in loans if a not in houses],
            "other": self.of("other"),
        }
        result = {}
        for column, own in columns.items():
            result["all", column] = len(own)
            result["unsettled", column] = sum(a.open for a in own)
            result["overdue", column] = sum(a.once for a in own)
            result["overdue_90", column] = sum(bool(a.over_90) for a in own)
        result["all", "asset"] = len(self.of("asset"))
        result["all", "advance"] = len(self.of("advance"))
        result["liabilities", "person"] = sum(d.paper != "中征码" for d in self.duties)
        result["liabilities", "firm"] = sum(d.paper == "中征码" for d in self.duties)
        return result

    def _figure(self, row: str, column: str) -> str:
        return str(self.counts()[row, column] or "--")

    def summary(self) -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
        rows = (
            ("账户数", "all"),
            ("未结清/未销户账户数", "unsettled"),
            ("发生过逾期的账户数", "overdue"),
            ("发生过90天以上逾期的账户数", "overdue_90"),
        )
        columns = _MAIN
        main = [["", "信用卡", "贷款", "", "其他业务"], ["", "", "购房", "其他", ""]]
        main += [[label, *(self._figure(row, column) for column in columns)] for label, row in rows]
        recovered = ["账户数", self._figure("all", "asset"), self._figure("all", "advance")]
        small = [["", "资产处置信息", "垫款信息"], recovered]
        duties = [
            ["", "为个人", "为企业"],
            ["相关还款责任账户数", self._figure("liabilities", "person"), self._figure("liabilities", "firm")],
        ]
        return small, main, duties

    def numbered(self) -> list[tuple[str, str, Account, str]]:
        """Accounts as printed: part, list's heading, account, its number."""
        result = []
        for part, rules in (("资产处置信息", ("asset",)), ("垫款信息", ("advance",))):
            result += [(part, "", a, str(n)) for n, a in enumerate(self.of(*rules), 1)]
        for part, rules in (("信用卡", ("card",)), ("贷款", ("loan", "line")), ("其他业务", ("other",))):
            lists: dict[int, list[Account]] = {0: [], 1: [], 2: []}
            for a in self.of(*rules):
                lists[2 if not a.once else 1 if a.type == "准贷记卡" else 0].append(a)
            for which, own in lists.items():
                result += [(part, _LISTS[part, which], a, str(n)) for n, a in enumerate(own, 1)]
        return result

    def blocks(self) -> Iterator[Block]:
        """Everything in printed order."""
        yield "title", "个人信用报告"
        yield "cells", [f"报告编号：{self.number}", f"报告时间：{self.at:%Y-%m-%d %H:%M:%S}"]
        yield "cells", [f"姓名：{self.name}", "证件类型：身份证", f"证件号码：{self.id_number}", self.marital]
        yield "bar", "信贷记录"
        if not self.accounts:
            yield "text", "系统中没有您的信用卡、贷款和其他信贷记录。"
        else:
            yield "text", "这部分包含您的信用卡、贷款和其他信贷记录。金额类数据均以人民币计算，精确到元。"
            yield from self._credit()
        yield from self._rest()

    def _credit(self) -> Iterator[Block]:
        small, main, duties = self.summary()
        yield "heading", "信息概要"
        yield "table", small
        yield "main", main
        yield "table", duties
        last = ("", "")
        for part, heading, account, number in self.numbered():
            if part != last[0]:
                yield "heading", part
            if heading and (part, heading) != last:
                yield "list", heading
            last = (part, heading)
            yield "item", (f"{number}.", account.text())
        if self.duties:
            yield "heading", "相关还款责任信息"
            for number, duty in enumerate(self.duties, 1):
                yield "item", (f"{number}.", duty.text())

    def _rest(self) -> Iterator[Block]:
        for bar, kinds, none in (
            ("非信贷交易记录", ("后付费记录",), "系统中没有您最近5年内的非信贷交易记录。"),
            ("公共记录", ("欠税记录", "民事判决记录", "强制执行记录", "行政处罚记录"), "系统中没有您最近5年内的公共信息记录。"),
        ):
            yield "bar", bar
            own = [(kind, records) for kind, records in self.public if kind in kinds]
            if not own:
                yield "text", none
            for kind, records in own:
                yield "heading", kind
                for pairs in records:
                    yield "pairs", pairs
        yield "bar", "查询记录"
        yield "text", "这部分包含您的信用报告最近2年内被查询的记录。"
        for own, title in ((False, "机构查询记录明细"), (True, "本人查询记录明细")):
            if asked := [one for one in self.asked if one.own is own]:
                yield "heading", title
                yield "queries", asked
        yield "bar", "说 明"
        for note in _NOTES:
            yield "text", note

    def expected(self, **more: Any) -> dict[str, Any]:
        """The paper in `expected.json`."""
        report: dict[str, Any] = {
            "number": self.number,
            "reported_on": self.at.date(),
            "name": self.name,
            "id_tail": self.id_number[-4:].upper(),
            "form": "brief",
            "complete": bool(self.accounts) or None,
            "counts": [[row, column, n] for (row, column), n in self._printed_counts()],
            "accounts": [account.said(number.rstrip(".")) for _, _, account, number in self.numbered()],
            "liabilities": [duty.said() for duty in self.duties],
            "public_records": [
                {"kind": kind, "items": [list(pair) for pair in pairs]} for kind, records in self.public for pairs in records
            ],
            "queries": [a.said() for own in (False, True) for a in self.asked if a.own is own],
        }
        return {"type": "credit_report_brief", "issuer": "征信中心", "status": "ok", "reason_code": None} | {
            "report": report | more
        }

    def _printed_counts(self) -> list[tuple[tuple[str, str], int]]:
        """Counts in the order of the page."""
        if not self.accounts:
            return []
        rows = [("all", c) for c in ("asset", "advance")]
        rows += [(row, c) for row in ("all", "unsettled", "overdue", "overdue_90") for c in _MAIN]
        rows += [("liabilities", c) for c in ("person", "firm")]
        return [(place, self.counts()[place]) for place in rows]
