"""Reason codes of settlement letters, credit reports, and of what joins them to other papers."""

from __future__ import annotations

from pipeline.records.reason import Reason
from pipeline.records.reason import reason as _r

CREDIT_REASONS: dict[str, Reason] = {
    "not_linked": _r(
        "无法确定属于哪个账户",
        "it cannot be told which account this belongs to",
        "请人工核对",
        "check by hand",
    ),
    "unread_item": _r(
        "证明上有金额、日期或编号没有读懂，可能就是没有读到的项目，因此不说它缺少这些项目",
        "an amount, day or number was not understood: it may be the item that was not read, so none is called missing",
        "请对照原件",
        "compare with the original",
    ),
    "link_to_confirm": _r(
        "报告里的这个账户与您的材料对应得不够确定；依据它的差异要等您确认",
        "this account of the report and your papers are joined on slight grounds; findings on it wait for your word",
        "是同一账户，请在“更正”栏填“是”；不是，填“否”",
        "type 是 under 更正 if it is the same account, 否 if not",
    ),
    "other_person": _r(
        "姓名或证件尾号与其他材料不同，可能是别人的",
        "name or ID differ from the other papers; it may be somebody else's",
        "请确认后移走",
        "check, and take it away if so",
    ),
    "no_counts": _r(
        "报告的信息概要没有读到，账户是否齐全无从核对",
        "the report's summary was not found, so nothing tells whether all accounts are here",
        "请对照原件；缺页的，请放入完整的报告",
        "compare with the original; add the missing pages",
    ),
    "counts_differ": _r(
        "报告概要的账户数与读到的账户不一致",
        "the report's own counts differ from the accounts read",
        "请对照原件核对",
        "compare with the original",
    ),
    "first_generation_report": _r(
        "这是 2020 年以前的旧版信用报告，只登记，没有解析其中的账户",
        "this is a credit report in the form used before 2020; it is on file, its accounts were not read",
        "请在征信中心网站、手机银行或查询网点重新查询一份现在的信用报告后放入",
        "get a new report (the bureau's site, a bank's app or a counter) and drop it",
    ),
    "other_bureau": _r(
        "这不是人民银行征信中心的个人信用报告（是企业信用报告，或其他机构的报告、评分），没有解析",
        "this is no personal report of the central bank's bureau (an enterprise's, another bureau's, or a score)",
        "请放入征信中心出具的个人信用报告；对这份材料有异议，请向出具它的机构提出",
        "drop the report of the Credit Reference Center; objections to this one go to who made it",
    ),
    "pages_reordered": _r(
        "文件里页面的顺序不对，已按印刷的页码排好后再读",
        "the pages lay in the wrong order; they were read in the order of their printed numbers",
        "无需处理；如果混有另一份材料的页，请分开后重新放入",
        "nothing to do, unless pages of another paper are among them: then drop each by itself",
    ),
    "several_letters": _r(
        "同一页上有不止一份证明，无法确定哪些内容属于哪一份，因此都未采用",
        "there are several letters on one page and what belongs to which is not certain; nothing of them was used",
        "请把每份证明单独扫描或裁开后重新放入",
        "scan or cut out each one by itself and put them into the inbox",
    ),
    "several_loans": _r(
        "证明里写了多个合同或借据编号，只记录了第一个",
        "the letter names several contract numbers; only the first was recorded",
        "请对照原件核对每一笔",
        "check each of them against the original",
    ),
    "not_settled": _r(
        "没有读到能确认全部结清的字样（或只写了一部分、有条件、代偿、转让、未结清），不能作为结清证明",
        "no words say for certain that all is settled (a part, a condition, another's payment, an assignment at most)",
        "请对照原件核对；如果是方案或通知，请另要结清证明",
        "compare with the original; if it is an offer or a notice, ask for a settlement letter",
    ),
    "capitals_differ": _r(
        "材料上的大写金额与小写金额不一致",
        "the amount in words and the amount in figures differ on the paper",
        "请对照图片，在“更正”栏填入正确的值；如果原件就是这样，请要求机构更正后重新出具",
        "compare with the picture and type the right value; if the paper says so, ask for a corrected one",
    ),
    "several_values": _r(
        "材料上同一项目写了几个不同的值，无法确定是哪一个",
        "the paper gives several different values for this item; which of them is meant is not told",
        "请对照图片，在“更正”栏填入正确的值",
        "compare with the picture and type the right value under 更正",
    ),
}
