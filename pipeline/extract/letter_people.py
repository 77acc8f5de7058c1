"""Who a letter speaks of and who speaks: name, number of the letter, signature block, creditor, day of issue."""

from __future__ import annotations

import re
from datetime import date

from pipeline.extract.letter_fields import best, day_behind, labelled, parse_day
from pipeline.extract.letter_text import BESIDE, LetterText
from pipeline.extract.letter_words import BRANCH_LINE, CLOSING, COMPANY, COMPANY_LINE, DAY, LABELS, SERIAL_LINE
from pipeline.records.evidence import Value
from pipeline.values.names import short_name
from pipeline.values.text import key

_NAME = r"(?:[一-鿿*]{1,8}·[一-鿿*·]{1,10}|[一-鿿*]{2,6}?)"
_BARE = r"(?:[一-鿿*]{1,8}·[一-鿿*·]{1,10}|[一-鿿*]{2,4}?)"
"""A name without a label: where it is longer, a word that nobody knows stands before it (贷户王小明)."""
_NO_NAME = re.compile(
    r"客户|持卡人|借款人|用户|本人|账户|贷款|借款|款项|姓名|名称|经理|证件|性别|电话|工资|已|公司|银行|单位|先生|女士|债务|某某$"
    r"|^[的兹尊]|[贷商住]户|[客贷用]人|申请|被告|原告|会员|[甲乙]方|主贷|支行|法院|中心"
)
_NAME_CELL = re.compile(rf"(?P<v>{_NAME})(?:先生|女士)?(?=[(\n\t,;。:]|$)")
_NAMES = (
    re.compile(
        rf"(?:客户姓名|借款人姓名|姓名|借款人|持卡人|用户方|债务人|客户|用户)[:为]?(?P<v>{_BARE})"
        r"(?=[(,。;:\n\t]|证件|身份证|于|先生|女士|性别|公民|卡号|在我|居民|与我|名下|的|已|现)"
    ),
    re.compile(rf"(?:尊敬的|致:?)(?P<v>{_BARE})(?=[(,:\n]|先生|女士|身份证|证件)"),
    re.compile(r"(?:(?<=[,\n])|(?<=证明)|^)(?P<v>[一-鿿*]{2,4}?)(?=[在于]我[行司])"),
    re.compile(rf"兹(?:有)?证明(?:客户|借款人|持卡人|用户)?(?P<v>{_BARE})(?=[(,]|先生|女士|证件|身份证|于|在我|的)"),
)
_SALUTATION = re.compile(
    rf"(?:(?<=[\n\t,])|^)(?P<v>{_BARE})(?:(?:先生|女士)?(?=\((?:身份证|证件|公民))|(?:先生|女士)(?=[:,\n]))"
)


def name_of(text: LetterText) -> Value[str] | None:
    """Return the person's name, masked as printed; a word that stands for the person (该客户) is none."""
    found = []
    for label in labelled(text, "name", colon=True):
        match = _NAME_CELL.match(text.text, label.at)
        if match is not None and not _NO_NAME.search(match.group("v")):
            value = text.words(match.start("v"), match.end("v"))
            if value is not None:
                found.append((label.word, value))
    named = best(found, LABELS["name"])
    if named is not None:
        return named
    for pattern in (*_NAMES, _SALUTATION):
        for match in pattern.finditer(text.text):
            if not _NO_NAME.search(match.group("v")):
                return text.words(match.start("v"), match.end("v"))
    return None


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


_LABELLED_ISSUER = re.compile(r"(?P<v>[一-鿿()]{4,40}?)(?=[,。;:(\n\t]|$|日期|出具)")
_LEAD = re.compile(r"(?:特此证明|此致|敬礼|出具单位|贷款人|单位|盖章|公章|[()])+")
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
        lead = _LEAD.match(last.group(0))
        return text.words(last.start() + (lead.end() if lead else 0), last.end())
    sender = _SENDER.match(text.text)
    return text.words(*sender.span("v")) if sender else _labelled_name(text, "creditor")


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


_SEALED = re.compile(r"\((?:公章|盖章|签章|[一-鿿]{0,6}章|银行盖章有效)\)")


def issued_on(text: LetterText) -> Value[date] | None:
    """Return the day of issue: behind its label, else the day alone in a line at the end of the letter."""
    value = day_behind(text, "issued_on")
    if value is not None:
        return value
    found = None
    ended = False
    for start, end in text.blocks():
        line = _SEALED.sub(lambda m: BESIDE * len(m.group(0)), text.text[start:end])
        company = COMPANY_LINE.match(text.text, start, end)
        if company is not None:
            ended = True
        days = list(_DAYS.finditer(line))
        if len(days) != 1:
            ended = ended or CLOSING.search(line) is not None
            continue
        rest = line[: days[0].start()] + BESIDE + line[days[0].end() :]
        # A single character beside it is what was read of a seal.
        rest = "".join(piece for piece in rest.split(BESIDE) if len(piece) > 1 or piece.isdigit())
        rest = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?$|^(?:日期:?|于)|[()]", "", rest)
        closing = CLOSING.search(line, 0, days[0].start())
        alone = not rest or (company is not None and COMPANY_LINE.fullmatch(rest) is not None)
        after_closing = closing is not None and not line[closing.end() : days[0].start()].strip("。,\t")
        if (alone and (ended or start > 0)) or after_closing:
            at = start + days[0].start()
            found = text.value(at, start + days[0].end(), parse_day)
        ended = ended or closing is not None
    return found


def same_name(text: LetterText, name: Value[str] | None) -> str:
    """Return the name as the letter's text has it."""
    return "" if name is None else key(name.value)
