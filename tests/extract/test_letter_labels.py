"""A label of a letter in a word that nobody knows: what it names is missing or in review, and nothing takes its place.

Every label of every golden letter is replaced by 某某, one at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.extract.check import check_record
from pipeline.records.evidence import Value
from tests.acceptance.reader import read_file
from tests.golden.golden import PAPERS, plain
from tests.golden.letters_form import FORMS, as_html
from tests.golden.make import goldens

GOLDENS = goldens()
NAMES = sorted(name for name in FORMS if GOLDENS[name].made_by != "scan")

LABEL = re.compile(
    "|".join(
        [
            "结清证明编号", "证明编号", "借款合同编号", "合同编号", "协议编号", "借据编号", "编号", "函号", "合同号",
            "原合同", "订单号", "客户", "姓名", "借款人", "持卡人", "用户方", "尊敬的", "致", "女士", "先生",
            "证件类型", "证件号码", "身份证号码", "身份证号", "证件号", "卡号末四位", "尾号", "贷款金额", "借款金额",
            "大写", "放款日期", "贷款起始日", "到期日期", "贷款到期日", "结清日期", "还清时间", "打印时间", "截至",
            "截止", "累计还款金额", "剩余未还金额", "剩余本金", "剩余", "应还总额", "本金", "利息", "违约金",
            "滞纳金", "担保费", "费用合计", "合计", "共计", "一次性支付", "账户欠款余额", "未结清账单金额",
            "借款状态", "账户当前状态", "状态", "出借方", "服务方", "受让", "代您向", "申请人", "自", "于", "名下",
            "项下", "兹证明", "特此证明", "我行", "我司", "额度有效期",
            "代偿款", "抵押物", "权证号", "借款", "贷款", "办理", "发放", "T\\+1", "工作日", "减免", "已", "全部", "均", "现",
        ]
    )
)  # fmt: skip
"""Words of letters that say what stands behind or before them: our own list, not that of the grammar."""


def body(html: str) -> tuple[int, int]:
    """Return where the letter's own text begins and ends in its page."""
    return html.index("<body>") + 6, html.index("</body>")


def places(name: str, html: str) -> Iterator[re.Match[str]]:
    """Yield where labels stand; a word of the lender's own name is none."""
    low, high = body(html)
    text = re.sub(r"<[^>]*>", lambda tag: " " * len(tag.group(0)), html)
    for own in (FORMS[name].company, FORMS[name].head):
        text = text.replace(own, " " * len(own)) if own else text
    return LABEL.finditer(text, low, high)


def numbers(name: str) -> set[str]:
    """Return every number of a contract or drawdown that a letter prints: without one label another names the loan."""
    return set(re.findall(r"[A-Z]{1,4}[-\dA-Z]{5,}|\d{12,}", as_html(FORMS[name], seal=False)))


def faults(name: str, html: str) -> list[str]:
    """Return what is wrong, for certain, in a changed letter."""
    (paper,) = read_file("letter.html", html.encode())
    wanted: list[dict[str, Any]] = json.loads((PAPERS / name / "expected.json").read_text("utf-8"))["papers"][0]["letters"]
    found = []
    for n, record in enumerate(map(check_record, paper.letters)):
        # A row whose head is unknown may leave the table unread: then the one record speaks of all.
        truths = [wanted[n]] if len(wanted) == len(paper.letters) else wanted
        for field in truths[0]:
            value = getattr(record, field)
            if isinstance(value, Value):
                if value.verified and not any(_fits(name, field, value, truth[field]) for truth in truths):
                    found.append(f"{field} {value.value}")
            elif field == "parts" and value:
                right = [pair for truth in truths for pair in truth["parts"]]
                found += [f"parts {k} {v.value}" for k, v in value if v.verified and [k, v.value] not in right]
            elif field == "settled_amount_is" and value and value not in [truth[field] for truth in truths]:
                found.append(f"{field} {value}")
    return found


def _fits(name: str, field: str, value: Value[Any], truth: Any) -> bool:
    read = plain(value, field)
    if field == "contract_no" and truth is not None:
        return read in numbers(name)
    if field in ("settled_in_words", "claims_given_up", "stays_open", "closes"):
        return truth is not None or field == "settled_in_words"
    return bool(read == truth)


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_word_makes_nothing_wrong(name: str) -> None:
    page = as_html(FORMS[name], seal=False)
    wrong = {}
    for place in places(name, page):
        found = faults(name, page[: place.start()] + "某某" + page[place.end() :])
        if found:
            wrong[f"{place.group(0)}@{place.start()}: …{page[place.start() - 12 : place.end() + 16]}…"] = found
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_unchanged_it_is_right(name: str) -> None:
    assert faults(name, as_html(FORMS[name], seal=False)) == []
