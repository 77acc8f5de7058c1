"""Settlement letters (结清证明): a small grammar of labels and clauses over the paper's text.

The words of the grammar lie in `letter_words`; what may be read from where in `letter_fields`, `letter_amounts`,
`letter_settled` and `letter_people`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract import letter_amounts as amounts
from pipeline.extract import letter_issue as issue
from pipeline.extract import letter_people as people
from pipeline.extract import letter_settled as deeds
from pipeline.extract.letter_fields import card_tail, labelled, number_of
from pipeline.extract.letter_guards import denied, taken_back
from pipeline.extract.letter_scope import currency_of, of_instalments, scope_of
from pipeline.extract.letter_text import LetterText
from pipeline.extract.letter_waived import owed, waived
from pipeline.extract.letter_words import CLAIMS_GIVEN_UP, CLOSES, NOTHING_OWED, STAYS_OPEN, simplified
from pipeline.records.letter import SAYS_BOTH, Letter
from pipeline.records.reading import Page
from pipeline.values.names import short_name


def extract_letter(document: str, pages: Sequence[Page]) -> Letter:
    """Read a settlement letter; what it does not say stays None.

    A 截至 day is an as-of day and never taken for the day of settlement.  An amount with its capital form (大写)
    beside it is checked against it.
    """
    text = LetterText(document, pages)
    seals = {page.seal for page in pages}
    name = people.name_of(text)
    # A name may hold a word that denies or promises (若, 拟): what is read below is not to see it.
    text.hide(people.same_name(text, name))
    settled = deeds.settled_words(text)
    tail = card_tail(text)
    number, drawn = number_of(text)
    card = tail is not None and number is None and _CARD.search(text.text) is not None
    issuer = people.issuer_of(text)
    paid, paid_is = amounts.settled_amount(text, settled)
    left = amounts.outstanding(text, settled)
    if settled is None and left is not None and left.value == 0 and taken_back(text):
        left = None
    if settled is not None and left is not None and SAYS_BOTH in left.checks and SAYS_BOTH not in settled.checks:
        settled = settled.checked(SAYS_BOTH)
    day, issued = deeds.settled_on(text, settled), issue.issued_on(text)
    currency = currency_of(text)
    read = {"settled_amount": paid, "outstanding": left, "settled_on": day, "issued_on": issued}
    letter = Letter(
        document=document,
        serial=people.serial_of(text),
        issuer=short_name(simplified(issuer.value)) if issuer else None,
        issuer_text=issuer,
        name=name,
        id_tail=people.id_tail_of(text, name),
        account_tail=tail,
        contract_no=number,
        loan_amount=amounts.loan_amount(text),
        settled_amount=paid,
        outstanding=left,
        settled_on=day,
        as_of=deeds.as_of(text, issued),
        issued_on=issued,
        opened_on=deeds.opened_on(text),
        settled_in_words=settled,
        scope=scope_of(
            text,
            card=card,
            contract=number is not None and not drawn,
            drawdown=drawn,
            instalments=card and of_instalments(text, settled),
        ),
        kind="credit_card" if card else "loan",
        has_seal=True if True in seals else (None if None in seals or not seals else False),
        settled_amount_is=paid_is,
        waived=waived(text),
        printed=_printed(text, {name for name, value in read.items() if value is not None}),
        parts=amounts.parts(text),
        owed=owed(text),
        claims_given_up=deeds.clause_of(text, CLAIMS_GIVEN_UP),
        stays_open=deeds.clause_of(text, *STAYS_OPEN),
        closes=deeds.clause_of(text, CLOSES),
        creditor=people.creditor_of(text, issuer),
        updates_within=deeds.updates_within(text),
        due_on=deeds.due_on(text),
        currency=currency,
    )
    return letter if currency == "CNY" else _in_no_yuan(letter)


def _in_no_yuan(letter: Letter) -> Letter:
    """Take out what was paid and lent in another currency; that nothing is left is so in any."""
    left = letter.outstanding if letter.outstanding is not None and letter.outstanding.value == 0 else None
    lost = {name for name in ("settled_amount", "outstanding") if getattr(letter, name) is not None}
    return replace(
        letter,
        loan_amount=None,
        settled_amount=None,
        settled_amount_is="",
        outstanding=left,
        waived=None,
        owed=None,
        parts=(),
        printed=tuple(sorted({*letter.printed, *lost})),
    )


def speaks_of_settlement(pages: Sequence[Page]) -> bool:
    """Whether a paper says of anything, and not in a condition, that it is settled or that nothing is owed."""
    text = LetterText("", pages)
    text.hide(people.same_name(text, people.name_of(text)))
    if deeds.settled_words(text) is not None:
        return True
    if any(not denied(text, match.start(), match.end()) for match in NOTHING_OWED.finditer(text.text)):
        return True
    left = amounts.outstanding(text, None)
    return left is not None and left.value == 0


_CARD = re.compile(r"信用卡|贷记卡|持卡人|卡号|卡片|卡中心")
_ITEMS = {
    "settled_amount": ("settled_amount",),
    "outstanding": ("outstanding",),
    "settled_on": ("settled_on",),
    "issued_on": ("issued_on",),
}
_SOMETHING = re.compile(
    r"(?:\([^()]{0,8}\))?[:为是共计\t]*(?:人民币|约)*[¥]?[\d零〇壹贰叁肆伍陆柒捌玖拾一二三四五六七八九十]"
)
"""A figure behind a label, in whatever writing."""
_SHORT_DAY = re.compile(r"日期?|时间")


def _printed(text: LetterText, read: set[str]) -> tuple[str, ...]:
    """Return the items that stand behind a label of theirs, whether or not they were understood."""
    found = [
        item
        for item, fields in _ITEMS.items()
        if any(
            _SOMETHING.match(text.text, label.at)
            for field in fields
            for label in labelled(text, field)
            if not _SHORT_DAY.fullmatch(label.word)
        )
    ]
    spoken = {
        "settled_amount": amounts.tells_payment,
        "outstanding": amounts.tells_left,
        "settled_on": deeds.tells_day,
        "issued_on": issue.tells_issue,
    }
    return tuple(item for item in _ITEMS if item in found or (item not in read and spoken[item](text)))
