"""The catalogue: each rule with what it says, needs and when it stays silent; and the running of all of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity, Text
from rules.returned import still_wrong
from rules.tables.load import Tables

Check = Callable[[Case, Tables], Iterable["Draft"]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding before it has its id.

    Attributes:
        finding: All but the id.
        identity: What the accused paper prints of the charge, as first read: issuer, identifier, currency, period,
            kind, day, amount.
        document: Id of the accused paper; equals are numbered within one paper.
        values: Everything the finding rests on; one unverified makes it `needs_review`.
        put_right: Whether a newer paper proves that it was put right: it is then no finding any more.
        charge: The ledger's entry that is accused, where credits may have given some of it back.
        counted: Credits that the rule itself has taken for another charge.
    """

    finding: Finding
    identity: tuple[str, ...]
    document: str
    values: tuple[Value, ...] = ()  # type: ignore[type-arg]
    put_right: bool = False
    charge: Entry | None = None
    counted: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What all rules say: findings, and ids of those that a newer paper proves to be put right."""

    findings: tuple[Finding, ...]
    put_right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A catalogue entry.

    Attributes:
        code: Never changes its meaning.
        severity: The highest it can say.
        says: What a finding means.
        needs: What must be on file.
        silent_when: When it says nothing, each tested.
        basis: Names of the tables it rests on.
        example: A worked example.
        check: The function.
        tariffs: Quantities of issuers' tables it rests on, e.g. "penalty" for "招商银行/penalty".
    """

    code: str
    severity: Severity
    says: Text
    needs: Text
    silent_when: tuple[Text, ...]
    basis: tuple[str, ...]
    example: Text
    check: Check
    tariffs: tuple[str, ...] = ()


_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Severity,
    *,
    says: Text,
    needs: Text,
    silent_when: tuple[Text, ...],
    basis: tuple[str, ...],
    example: Text,
    tariffs: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Register a rule under its code."""

    def register(check: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"rule {code} is registered twice")
        _RULES[code] = Rule(code, severity, says, needs, silent_when, basis, example, check, tariffs)
        return check

    return register


def catalogue() -> tuple[Rule, ...]:
    """Return all rules in the order of their codes."""
    return tuple(_RULES[code] for code in sorted(_RULES))


# One charge gives one finding: of several codes on one line the earlier in this list is reported, but what only asks
# to be noticed never hides what a draft can say.
_PRECEDENCE = (
    "SET604",
    "LOAN405",
    "DUP101",
    "DUP102",
    "DUP103",
    "PEN202",
    "PEN204",
    "PEN203",
    "PEN201",
    "PEN205",
    "INT301",
    "INT302",
    "INT303",
    "LOAN403",
    "LOAN407",
    "LOAN402",
    "LOAN406",
)


@dataclass(slots=True)
class _Numbering:
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, key: str, document: str) -> int:
        count = self.seen.get((key, document), 0)
        self.seen[key, document] = count + 1
        return count


def finding_id(code: str, identity: tuple[str, ...], number: int) -> str:
    """Return a finding's id: its code and a hash of what the accused paper prints and its number among equals.

    Nothing of the paper's file goes in, so renaming, re-scanning, adding papers or correcting a value keeps it.
    """
    digest = hashlib.sha256("|".join((code, *identity, str(number))).encode()).hexdigest()
    return f"{code}-{digest[:8]}"


def run_all(case: Case, tables: Tables) -> Judgement:
    """Run every rule over a case.

    Returns:
        Findings by severity, account, day and id; one per charge, and one per id where two papers show the same.
    """
    numbering = _Numbering()
    found: dict[str, Finding] = {}
    put_right: set[str] = set()
    for entry in catalogue():
        for draft in entry.check(case, tables):
            number = numbering.number(finding_id(entry.code, draft.identity, 0), draft.document)
            identity = finding_id(entry.code, draft.identity, number)
            if draft.put_right:
                put_right.add(identity)
                continue
            finding: Finding | None = draft.finding
            if draft.charge is not None:
                finding = still_wrong(case, draft.finding, draft.charge, draft.counted)
            if finding is None:
                continue
            doubtful = finding.needs_review or not all(value.verified for value in draft.values)
            made = replace(finding, id=identity, needs_review=doubtful)
            found.setdefault(identity, _in_currency(_carried(made), draft.identity[2] or "CNY"))
    findings = sorted(_one_per_charge(found.values()), key=_order)
    return Judgement(tuple(findings), frozenset(put_right))


def _carried(finding: Finding) -> Finding:
    """Return a finding no graver than what it rests on: only what was read in a primary text carries an error.

    No rule says more than that (tests hold them to it); should one ever, it becomes a notice and nobody is accused.
    """
    weak = finding.severity is Severity.ERROR and any(b.confidence != "S" for b in finding.basis)
    return replace(finding, severity=Severity.NOTICE, addressee="") if weak else finding


_UNITS = {"USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元", "GBP": "英镑"}


def _in_currency(finding: Finding, currency: str) -> Finding:
    """Return the finding with the currency that its paper prints; rules write 元 for renminbi."""
    if currency == "CNY":
        return finding
    unit = _UNITS.get(currency, currency)

    def worded(text: Text) -> Text:
        return Text(re.sub(r"(?<=\d) 元", f" {unit}", text.zh), text.en)

    observed, expected = (worded(x) if isinstance(x, Text) else x for x in (finding.observed, finding.expected))
    return replace(
        finding,
        currency=currency,
        title=worded(finding.title),
        observed=observed,
        expected=expected,
        calculation=tuple(map(worded, finding.calculation)),
        asks=tuple(map(worded, finding.asks)),
    )


def _one_per_charge(findings: Iterable[Finding]) -> list[Finding]:
    by_line: dict[tuple[object, ...], list[Finding]] = {}
    result = []
    for finding in findings:
        if finding.code not in _PRECEDENCE:
            result.append(finding)
            continue
        accused = finding.evidence[0]
        by_line.setdefault((accused.document, accused.page, accused.box), []).append(finding)
    for group in by_line.values():
        group.sort(key=lambda f: (f.severity is Severity.NOTICE, _PRECEDENCE.index(f.code)))
        others = {f.code: _RULES[f.code].says for f in group[1:] if f.severity is not Severity.NOTICE}
        kept = group[0]
        if others:
            zh = "；".join(f"{says.zh}（{code}）" for code, says in others.items())
            en = "; ".join(f"{says.en} ({code})" for code, says in others.items())
            step = Text(f"同一笔费用也属于：{zh}。不重复计算", f"the same charge also fits: {en}; counted once")
            kept = replace(kept, also=(step,))
        result.append(kept)
    return result


_SEVERITIES = tuple(Severity)


def _order(finding: Finding) -> tuple[int, str, str, str]:
    day = finding.date.isoformat() if finding.date else ""
    return (_SEVERITIES.index(finding.severity), finding.account or "", day, finding.id)
