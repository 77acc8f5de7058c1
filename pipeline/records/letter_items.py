"""What a settlement letter has to say, what one lacks, and how much it proves by itself."""

from __future__ import annotations

from pipeline.records.finding import Text
from pipeline.records.letter import Letter

_ITEMS: tuple[tuple[str, Text], ...] = (
    ("name", Text("姓名", "name")),
    ("account", Text("合同号、借据号或卡号末四位", "contract number or card tail")),
    ("settled_amount", Text("结清金额", "settled amount")),
    ("outstanding", Text("剩余欠款（或“无欠款”字样）", "remaining debt")),
    ("settled_on", Text("结清日期", "day of settlement")),
    ("issued_on", Text("出具日期", "day of issue")),
    ("issuer", Text("出具机构名称", "issuer")),
    ("seal", Text("印章", "seal")),
)


ITEM_NAMES = dict(_ITEMS)
"""What each item of a letter is called."""


def says_settled(letter: Letter) -> bool:
    """Whether a letter says that something is settled, in words or by a remaining debt of nothing."""
    return letter.settled_in_words is not None or (letter.outstanding is not None and letter.outstanding.value == 0)


def missing_items(letter: Letter) -> list[tuple[str, Text]]:
    """Return the items a letter lacks; a seal is not missed on a paper without colour.

    What stands behind its label is not missing, whether or not we understood it.  A letter on all that is owed to a
    lender names no account, no amount and often only a 截至 day; a court's notice is none of the lender's letters.
    """
    if letter.issuer_text is not None and "法院" in letter.issuer_text.value:
        return []
    whole = letter.scope == "customer"
    present = {
        "name": letter.name is not None,
        "account": whole or letter.contract_no is not None or letter.account_tail is not None,
        "settled_amount": whole or letter.settled_amount is not None,
        # Who claims nothing more has said what is left.
        "outstanding": letter.outstanding is not None or letter.claims_given_up is not None,
        "settled_on": letter.settled_on is not None or (whole and letter.as_of is not None),
        "issued_on": letter.issued_on is not None,
        "issuer": letter.issuer_text is not None,
        "seal": letter.has_seal is not False,
    }
    return [(name, text) for name, text in _ITEMS if not present[name] and name not in letter.printed]


def lacking(letter: Letter) -> list[Text]:
    """Return the names of what a letter lacks."""
    return [text for _, text in missing_items(letter)]


def strength(letter: Letter) -> str:
    """Return how much a letter proves by itself.

    A names the account and the day, says that nothing is owed, and bears a seal; of B one of these is missing, so that
    a receipt or statement must supply it; C is anything weaker, a platform's word or a mere balance at a day among it.
    "" where it says of nothing that it is settled.  Source: practice, `letters.md` §4.
    """
    if not says_settled(letter) or (letter.outstanding is not None and letter.outstanding.value > 0):
        return ""
    if letter.scope == "platform" or (letter.settled_on is None and letter.settled_in_words is None):
        return "C"
    has = (
        letter.contract_no is not None or letter.account_tail is not None,
        letter.settled_on is not None,
        letter.has_seal is True,
    )
    return ("A", "B")[has.count(False)] if has.count(False) < 2 else "C"
