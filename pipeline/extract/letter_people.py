"""Who a letter speaks of and who speaks: name, number of the letter, signature block, creditor, day of issue."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.letter_fields import SEVERAL, best, labelled, tail4
from pipeline.extract.letter_text import BESIDE, LetterText
from pipeline.extract.letter_words import (
    BRANCH_LINE,
    COMPANY,
    COMPANY_LINE,
    DAY,
    LABELS,
    SERIAL_LINE,
    simplified,
)
from pipeline.records.evidence import Value
from pipeline.values.names import short_name
from pipeline.values.text import key

_NAME = r"(?:[一-鿿*]{1,8}·[一-鿿*·]{1,10}|[一-鿿*]{2,6}?)"
_BARE = r"(?:[一-鿿*]{1,8}·[一-鿿*·]{1,10}|[一-鿿*]{2,4}?)"
"""A name without a label: where it is longer, a word that nobody knows stands before it (贷户王小明)."""
_NO_NAME = re.compile(
    r"表示|自述|声称|自称|反映|主张|客户|持卡人|借款人|用户|本人|账户|贷款|借款|款项|姓名|名称|经理|证件|性别|电话|工资|已|公司|银行|单位|先生|女士|债务|某某$"
    r"|^[的兹尊]|[贷商住]户|[客贷用]人|申请|被告|原告|会员|[甲乙]方|主贷|支行|法院|中心|签名|签字|签章|盖章|签收|填写|编号|号码"
    r"|服务|须知|声明|留存|身份|一案|关于|机构|您|我[行司]|贵[行司]|代办|代理|共同|承诺|同意|计划|提示|证明|明细|业务|说明|通知|如下|情况|信息|结清|备注|注意|重要|确认|截[至止]|以[下上]|上[述列]|下[述列]|现将|经查|兹证"
)
_NEXT = (
    r"(?=[()\n\t,;。:、]|$|客户|证件|身份证|居民身份|公民身份|性别|手机|联系|电话|卡号|账号|编号|出生|被执行|申请|关于|上述|现就)"
)
_NAME_CELL = re.compile(rf"(?P<v>{_NAME})(?:先生|女士)?{_NEXT}")
_US = r"(?:我[行司社]|我公司|我中心|本[行司社]|本公司|本中心)"
_ID_NUMBER = r"(?:\d{3,6}\*{4,}[\dx]{2,4}|\d{17}[\dx])"
"""A whole number of an ID, masked or not: it needs no label."""
_NAMES = (
    re.compile(
        rf"(?<!共同)(?<!其他)(?:客户姓名|借款人姓名|姓名|借款人|持卡人|用户方|债务人|客户|用户|被执行人)[:为]?(?P<v>{_BARE})"
        r"(?=[(,。;:、\n\t]|证件|身份证|于|先生|女士|性别|公民|卡号|在我|居民|与我|名下|的|\d{4}年|已|现|就|自|向|未按|关于|[及和与](?:其|共同))"
    ),
    re.compile(rf"(?:甲方|乙方|用户|借款人|客户)\((?!以下|身份证|证件)[一-鿿]{{2,8}}\)(?P<v>{_BARE})(?=[(,。;:\n\t]|身份证|证件|先生|女士)"),
    re.compile(rf"(?:尊敬的|致:?|亲爱的)(?P<v>{_BARE})(?=[(,:\n]|先生|女士|身份证|证件)"),
    re.compile(rf"(?:(?<=[,\n])|(?<=证明)|^)(?P<v>[一-鿿*]{{2,4}}?)(?:[在于向与自从同])(?={_US})"),
    re.compile(rf"兹(?:有)?证明(?:客户|借款人|持卡人|用户)?(?P<v>{_BARE})(?=[(,]|先生|女士|证件|身份证|于|在[我本]|的|合同编?号|借据编?号|名下|所持|\d{4}年)"),
    re.compile(rf"[您你]\((?P<v>{_BARE})(?=[,)])"),
    re.compile(rf"(?:(?<=\n)|^)(?P<v>{_BARE})(?=,?[您你]好|:\n?(?:[您你]|{_US}|经|截至|兹))"),
    re.compile(rf"(?:(?<=[\n\t,。])|^)(?P<v>{_BARE})(?=\({_ID_NUMBER}\))"),
    re.compile(rf"(?:(?<=[\n\t。:])|^)(?P<v>{_BARE})(?=,(?:居民|公民)?(?:身份证|证件|身份号码|{_ID_NUMBER}))"),
)
_SALUTATION = re.compile(
    rf"(?:(?<=[\n\t,。现])|^)(?P<v>{_BARE})(?:(?:先生|女士)?(?=\((?:身份证|证件|公民))|(?:先生|女士)(?=[:,\n]))"
)
_BEFORE_ID = re.compile(
    rf"(?<!共同)(?<!其他)(?:借款人|持卡人|客户|用户|债务人|兹证明|主借款人)[:为]?(?P<v>{_BARE})(?=\((?:居民)?(?:身份证|证件|公民身份))"
)
"""A name between a label and an ID may hold a word that elsewhere is none of a name (苏已了)."""
_USER_SIDE = re.compile(rf"用户方(?P<v>{_BARE})(?=\((?:居民)?(?:身份证|证件|公民身份))")
"""用户方王小明: 方 is a surname, too, so it belongs to the label only where the rest tells (see `name_of`)."""
_NEVER = re.compile(r"[的我您你]|客户|借款人|持卡人|用户|先生|女士|贷款|借款|账户|名下|办理|公司|银行")


def name_of(text: LetterText) -> Value[str] | None:
    """Return the person's name, masked as printed; a word that stands for the person (该客户) is none."""
    found = []
    for label in labelled(text, "name", colon=True):
        match = _NAME_CELL.match(text.text, label.at)
        if match is not None and not _NO_NAME.search(match.group("v")):
            value = _name(text, match)
            if value is not None:
                found.append((label.word, value))
    named = best(found, LABELS["name"])
    if named is not None:
        return named
    side = _USER_SIDE.search(text.text)
    if side is not None and (len(side.group("v")) > 2 or text.text.count("用户方") > 1):
        return _name(text, side)
    for match in _BEFORE_ID.finditer(text.text):
        if not _NEVER.search(match.group("v")):
            return _name(text, match)
    for pattern in (*_NAMES, _SALUTATION):
        for match in pattern.finditer(text.text):
            if not _NO_NAME.search(match.group("v")):
                return _name(text, match)
    return None


def _name(text: LetterText, match: re.Match[str]) -> Value[str] | None:
    """Return a name without the blanks that set its characters apart (王 小 明)."""
    value = text.words(match.start("v"), match.end("v"))
    return None if value is None else replace(value, value=_APART.sub("", value.value))


_APART = re.compile(r"(?<=[一-鿿*·])\s+(?=[一-鿿*·])")


_ID = re.compile(r"(?:\(?(?:末|后)四位\)?:?)?(?P<v>[\dx*]{4,19})(?![\d*])")
_ID_MORE = re.compile(r"[、,和及;]\(?(?P<v>[\dx*]{4,19})(?![\d*])")
_ANOTHER = re.compile(
    r"代办人|代理人|经办人|配偶|共同(?:借款|还款)?人|共借人|担保人|保证人|联系人|抵押人|出质人|受托人|第三人|其(?:妻|夫|父|母|子|女)"
    r"|(?:由|向|给|与)[一-鿿]{2,4}\($"
)


def id_tail_of(text: LetterText, name: Value[str] | None) -> Value[str] | None:
    """Return the last four of the ID of the person whom the letter names.

    Where it prints several (of a co-borrower, an agent) the one that stands right behind the name, or in the name's
    place in a list; whose it is not told is doubted.
    """
    spans: list[list[tuple[int, int]]] = []
    for label in labelled(text, "id_tail"):
        match = _ID.match(text.text, label.at)
        if match is None:
            continue
        spans.append([match.span("v")])
        while (match := _ID_MORE.match(text.text, match.end())) is not None:
            spans[-1].append(match.span("v"))
    read = {span: value for ids in spans for span in ids if (value := text.value(*span, tail4)) is not None}
    if not read:
        return _id_in_brackets(text, name) if not spans else None
    values = list(read.values())
    if all(value.value == values[0].value for value in values) and len(read) == sum(map(len, spans)):
        another = next((ids[0][0] for ids in spans if ids[0] in read), 0)
        return values[0] if name is None or not _is_anothers(text, name, another) else values[0].checked(SEVERAL)
    for ids in spans:
        place = _place(text, name, ids[0][0]) if len(ids) > 1 else 0
        if place is None or place >= len(ids) or ids[place] not in read:
            continue
        if name is not None and (len(ids) > 1 or not _is_anothers(text, name, ids[0][0])):
            return read[ids[place]]
    return values[0].checked(SEVERAL)


def _id_in_brackets(text: LetterText, name: Value[str] | None) -> Value[str] | None:
    """Return the tail of the ID that stands without a label right behind the name."""
    if name is None:
        return None
    said = f"(?:{'某' * len(key(name.value))}|{re.escape(simplified(key(name.value)))})"
    match = re.search(rf"{said}(?:先生|女士)?[\n\t]?[(,](?P<v>{_ID_NUMBER})(?![\dx*])", text.text)
    return None if match is None else text.value(*match.span("v"), tail4)


def _is_anothers(text: LetterText, name: Value[str], at: int) -> bool:
    """Whether between the name and an ID behind it another person is named."""
    said = text.text.rfind("某" * len(key(name.value)), 0, at)
    said = said if said >= 0 else text.text.rfind(simplified(key(name.value)), 0, at)
    between = text.text[said:at] if said >= 0 else text.text[max(text.text.rfind("\n", 0, at), 0) : at]
    return _ANOTHER.search(between) is not None


def _place(text: LetterText, name: Value[str] | None, at: int) -> int | None:
    """Return which of the persons before a list of IDs the name is."""
    low, _ = text.sentence(at, at)
    persons = re.split(r"[、和及与]", text.text[low:at])
    marks = () if name is None else ("某" * len(key(name.value)), simplified(key(name.value)))
    places = [n for n, person in enumerate(persons) if any(mark in person for mark in marks)]
    return places[0] if len(places) == 1 else None


_SERIAL = re.compile(r"(?P<v>[^\s,。;:\n\t]{4,40}?)(?=[\n\t,。;]|$)")

def serial_of(text: LetterText) -> Value[str] | None:
    """Return the letter's own number: behind its label in a line of its own, or alone in a line under the title."""
    for label in labelled(text, "serial", colon=True):
        match = _SERIAL.match(text.text, label.at)
        if match is not None and any(c.isdigit() for c in match.group("v")):
            return text.words(match.start("v"), match.end("v"))
    for start, end in list(text.blocks())[:4]:
        if SERIAL_LINE.fullmatch(text.text, start, end):
            return text.words(start, end)
    return None


_LABELLED_ISSUER = re.compile(r"(?P<v>[一-鿿()]{4,40}?)(?=[,。;:(\n\t]|$|日期|出具|被执行|被申请|借款人|服务方)")
_LEAD = re.compile(r"(?:特此证明|此致|敬礼|出具单位|贷款人|单位|盖章|公章|[()])+")
_SPOKEN = re.compile(
    r".*(?:确认|证明|还清|结清|付清|清偿|受让|申请|办理|借得|在|于|与|由|欠|归还|偿还|支付|[日向自从对至代](?!阳|照|通|信|昌|盛))"
)
"""Words of a sentence before an institution's name; no name begins with them."""
_DAYS = re.compile(DAY)


def _labelled_name(text: LetterText, field: str) -> Value[str] | None:
    for label in labelled(text, field, colon=True):
        match = _LABELLED_ISSUER.match(text.text, label.at)
        if match is not None and _IS_INSTITUTION.search(match.group("v")):
            return text.words(match.start("v"), match.end("v"))
    return None


_IS_INSTITUTION = re.compile(r"公司|银行|信用社|联社|信托|中心|分行|支行|消金|小贷|法院|某某")


def issuer_of(text: LetterText) -> Value[str] | None:
    """Return who signed: the label for it, the last institution that has a line of its own, else the last named.

    An institution named as a creditor, or for which another acts, has not signed.
    """
    value = _labelled_name(text, "issuer")
    if value is not None:
        return value
    signed = _signature(text)
    if signed is not None:
        return text.words(*signed)
    others = [match.span() for pattern in _CREDITORS for match in pattern.finditer(text.text)]
    last = None
    for match in COMPANY.finditer(text.text):
        if not any(start < match.end() and match.start() < end for start, end in others):
            last = match
    if last is not None and text.text.rfind("\n", 0, last.start()) >= text.text.rfind("\n", 0, last.end()):
        return text.words(_begins(text, last), last.end())
    sender = _SENDER.match(text.text)
    return text.words(*sender.span("v")) if sender else _labelled_name(text, "creditor")


def _begins(text: LetterText, company: re.Match[str]) -> int:
    """Return where a company's name begins: behind the words of the sentence that it stands in."""
    lead = _LEAD.match(company.group(0))
    start = company.start() + (lead.end() if lead else 0)
    spoken = _SPOKEN.match(text.text, start, company.end())
    while spoken is not None and COMPANY.fullmatch(text.text, spoken.end(), company.end()):
        start = spoken.end()
        spoken = _SPOKEN.match(text.text, start, company.end())
    return start


_SENDER = re.compile(r"【(?P<v>[一-鿿]{2,16})】")
"""Who sends a short message."""


def _signature(text: LetterText) -> tuple[int, int] | None:
    """Return where the last line stands that is an institution's name; its branch may stand in the line below."""
    found: tuple[int, int] | None = None
    lines = list(_lines(text))
    for number, (start, end) in enumerate(lines):
        match = COMPANY_LINE.fullmatch(text.text, start, end)
        if match is None:
            continue
        found = match.span("v")
        below = lines[number + 1] if number + 1 < len(lines) else None
        if below is None or match.end("v") != end or COMPANY_LINE.fullmatch(text.text, *below) is not None:
            continue
        branch = BRANCH_LINE.fullmatch(text.text, *below)
        if branch is not None:
            found = (found[0], branch.end("v"))
    return found


def _lines(text: LetterText) -> list[tuple[int, int]]:
    """Return the blocks, and the cells of those that hold several."""
    return [
        (start + part.start(), start + part.end())
        for start, end in text.blocks()
        for part in re.finditer(f"[^{BESIDE}]+", text.text[start:end])
    ]


_WHO = (
    r"(?P<v>[一-鿿()]{2,30}?(?:公司|银行|信托|消费金融|消金|小贷|信用社|联社)"
    r"(?:[一-鿿]{0,10}?(?:分行|支行|信用卡中心))?)"
)
_CREDITORS = (
    re.compile(rf"(?:受让(?:了)?|自){_WHO}(?:对[您你]|持有|享有|转让)"),
    re.compile(rf"代[您你](?:方)?向{_WHO}(?:偿付|代偿|支付|清偿|偿还|归还)"),
    re.compile(rf"(?:申请(?:执行)?人|原告){_WHO}(?:对此|确认|已|与)"),
    re.compile(rf"受{_WHO}(?:的)?委托"),
)


def creditor_of(text: LetterText, issuer: Value[str] | None) -> Value[str] | None:
    """Return who the letter itself calls the creditor (出借方, 原债权人), where that is not who signs."""
    value = _labelled_name(text, "creditor")
    if value is None:
        for pattern in _CREDITORS:
            match = pattern.search(text.text)
            if match is not None:
                value = text.words(match.start("v"), match.end("v"))
                break
    if value is None or issuer is None or short_name(value.value) == short_name(issuer.value):
        return None
    return value


def same_name(text: LetterText, name: Value[str] | None) -> str:
    """Return the name as the letter's text has it."""
    return "" if name is None else key(name.value)
