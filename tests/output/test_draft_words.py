"""What letters say and leave unsaid: no record is conceded, no ground is named that is none, money has its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.output.case_json import basis_line
from pipeline.output.drafts_common import basis_text, formal
from pipeline.output.drafts_lender import lender_letter
from pipeline.records.finding import Basis, Severity, Text

from . import example as ex
from .example import build
from .test_looks import STATEMENT, book, lines, texts

CARD, BUREAU, PROVIDER = (f"requests/{name}.docx" for name in (f"{ex.CARD}-lender", f"{ex.LOAN}-bureau", f"{ex.LOAN}-provider"))
OPERATOR = Basis("征信业管理条例（国务院令第631号）", "第三十二条", "statute", date(2013, 3, 15), "S", Text("适用", "bind"))
OLD = replace(
    ex.CRD, id="CRD704-00000001", code="CRD704", basis=(ex.CREDIT_RULE, OPERATOR),
    asks=(Text("删除已超过保存期限的不良记录：“1”", "delete it"),),
)  # fmt: skip
ASKED = replace(
    ex.PEN, id="PEN201-00000001", code="PEN201", severity=Severity.WARNING, difference=None, basis=(),
    expected=Text("合同约定的违约金及其条款", "x"), asks=(Text("说明该笔收费", "x"),),
)  # fmt: skip


def whole(path: str, *findings) -> str:
    return "\n".join(lines(build(findings=list(findings))[path]))


@pytest.mark.parametrize("path", [BUREAU, PROVIDER])
def test_no_letter_about_a_report_gives_up_other_records(path: str) -> None:
    for finding in (ex.CRD, OLD):
        text = whole(path, finding)
        assert "本申请仅就上述事项提出，不涉及该账户的其他记录。" in text and "不提出异议" not in text
        assert ("本人不否认上述逾期曾经发生，仅因保存期限届满请求删除。" in text) == (finding is OLD)


def test_who_supplied_a_record_is_asked_to_stop_reporting_it_and_the_bureau_to_delete_it() -> None:
    bureau, provider = whole(BUREAU, OLD), whole(PROVIDER, OLD)
    assert "删除已超过保存期限的不良记录：“1”。" in bureau and "第三十二条" in bureau
    assert "停止报送并更正上述已超过保存期限的不良记录，配合征信中心删除。" in provider
    assert "请删除" not in provider and "第三十二条" not in provider and "第二十五条" in provider
    assert "下列账户信息需要更正" in provider and "与本人持有的材料不一致" not in provider


def test_money_asked_back_is_named_by_its_number_and_amount() -> None:
    seam = replace(ex.DUP, id="STM502-00000001", code="STM502", difference=12_000, basis=())
    text = whole(CARD, ex.PEN, seam)
    assert "第 1 项款项 82.31 元，请冲回原账户；" in text and "上述款项" not in text
    assert "第 1、2 项款项合计 238.35 元，请冲回原账户；" in whole(CARD, ex.DUP, ex.PEN)


@pytest.mark.parametrize("code", ["DUP102", "DUP103"])
def test_no_tariff_is_asked_of_a_purchase_or_a_payment(code: str) -> None:
    assert "收费标准" not in whole(CARD, replace(ASKED, code=code))
    assert "收费标准（注明适用日期）" in whole(CARD, ASKED)


def test_a_clause_that_the_finding_asks_for_itself_is_not_asked_for_twice() -> None:
    named = replace(ASKED, asks=(Text("说明该笔收费所依据的条款", "x"),))
    assert whole(CARD, named).count("条款") == 2  # what is to be explained, and the request


def test_other_codes_of_the_same_charge_are_for_the_person_alone() -> None:
    step = Text("同一笔费用也属于：2017 年起收取（PEN202）。不重复计算", "the same charge also fits: PEN202; counted once")
    finding = replace(ex.PEN, also=(step,))
    assert "PEN202" not in whole(CARD, finding)
    assert step.zh in "\n".join(texts(book(findings=[finding])["差异"]))
    assert step.zh in build(findings=[finding])["case.json"].decode()


def test_what_rests_on_the_papers_own_figures_says_so() -> None:
    assert "依据：上述账单自身所载的数字" in whole(CARD, STATEMENT)
    assert "依据：上述账单自身" not in whole(CARD, ex.PEN)
    assert "材料自身" in texts(book(findings=[STATEMENT])["差异"])


def test_a_side_that_is_to_be_explained_is_no_result_of_a_computation() -> None:
    assert "；待说明：合同约定的违约金及其条款" in whole(CARD, ASKED)
    most = replace(ASKED, code="LOAN404", expected=Text("不高于 24%", "x"))
    assert "；参照：不高于 24%" in whole(CARD, most)


@pytest.mark.parametrize("code", ["SET602", "SET603"])
def test_a_letter_about_a_letter_is_called_so(code: str) -> None:
    wrong = replace(ex.DUP, code=code, account=ex.LOAN, issuer="安心消费金融")
    case = ex.example()
    text = lines(lender_letter(case, [wrong], {}))
    assert text[0] == "关于更正结清证明的申请" and any(line.startswith("证明所写：312.08 元") for line in text)
    assert lines(lender_letter(case, [wrong, ex.PEN], {}))[0] == "关于更正账务记录的申请"


@pytest.mark.parametrize(
    ("basis", "line", "said"),
    [
        (ex.CARD_RULE, "（监管规定，自 2017-01-01 起）：", "《示例银行卡管理办法》第四条（监管规定）："),
        (replace(ex.CARD_RULE, confidence="S-"), "（监管规定，自 2017-01-01 起；二手资料）：", "据转载文本，《示例"),
        (replace(ex.CARD_RULE, nature="tariff", confidence="S-"), "（收费标准；二手资料）：", "（收费标准，二手资料）："),
        (replace(ex.CARD_RULE, nature="contract"), "（合同约定）：", "第四条（合同约定）："),
    ],
)
def test_a_basis_shows_its_nature_how_sure_it_is_and_its_day_where_it_has_one(basis, line, said) -> None:
    assert line in basis_line(basis, "zh") and "施行" not in basis_line(basis, "zh")
    assert ("2017" in basis_line(basis, "en")) == (basis.nature == "supervisory")
    assert said in basis_text(ex.PEN, basis)


@pytest.mark.parametrize("word", ["多收", "多计", "重复收取", "没有依据", "不得", "合法"])
def test_a_question_leaves_out_what_asserts_a_breach(word: str) -> None:
    steps = (Text(f"20.00 元为{word}", "x"), Text("首尾各多计一天，共 12 天", "x"))
    text = whole(CARD, replace(ASKED, calculation=steps))
    assert f"20.00 元为{word}" not in text and "首尾各多计一天" in text


def test_months_in_a_letter() -> None:
    assert formal("结清证明为 2026-02，征信报告写 2026-05 结清") == "结清证明为2026年2月，征信报告写2026年5月结清"
    assert formal("HT-2026-02、2026-13、1234-05、2026-02-001") == "HT-2026-02、2026-13、1234-05、2026-02-001"
