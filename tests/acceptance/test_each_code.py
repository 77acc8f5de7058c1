"""Each code of cards, loans and statements from the papers to the draft: through the whole program, inbox to outbox.

A scan is read once for all: `python -m tests.acceptance.test_each_code` reads it again and keeps what was read.
"""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.executor import SerialExecutor
from pipeline.extract.papers import extract_papers
from pipeline.options import Options
from pipeline.records.finding import Severity
from pipeline.run import process
from tests.acceptance import (
    papers_of_codes_cards,
    papers_of_codes_interest,
    papers_of_codes_loans,
    papers_of_codes_statements,
)
from tests.acceptance.papers_of_codes import Pack, Said, yuan
from tests.acceptance.reader import judge
from tests.acceptance.test_draft_figures import figures, texts_of
from tests.recorded.record import from_json, read, to_json

AS_OF = date(2026, 11, 25)
MODULES = (papers_of_codes_cards, papers_of_codes_interest, papers_of_codes_loans, papers_of_codes_statements)
SCAN = Path(__file__).with_name("fee_interest_scan.json.gz")
MADE = {pack.name: pack for module in MODULES for make in module.PACKS for pack in make()}


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the papers of every pack were processed in one run."""
    root = tmp_path_factory.mktemp("codes")
    for name, pack in MADE.items():
        folder = root / "inbox" / name
        folder.mkdir(parents=True)
        for file, data in pack.files.items():
            (folder / file).write_bytes(data)
    options = Options(root / "inbox", root / "outbox", root / "state", root / "settings.toml", AS_OF)
    process(options, SerialExecutor())
    return root / "outbox"


def of_pack(space: Path, pack: Pack) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((space / pack.name / "case.json").read_text("utf-8"))
    return found


def printed(value: int | str | None) -> str | None:
    return yuan(value).replace(",", "") if isinstance(value, int) else value


def told(case: dict[str, Any], finding: dict[str, Any]) -> tuple[Any, ...]:
    account = next(a for a in case["accounts"] if a["id"] == finding["account"])
    names = ("observed", "expected", "difference")
    number = account["contract_no"] or account["tail"]
    plain = (finding["code"], finding["severity"], number, finding["date"], *(finding[name] for name in names))
    return (*plain, finding["evidence"][0]["text"], finding["needs_review"])


def wanted(said: Said) -> tuple[Any, ...]:
    sums = (printed(said.observed), printed(said.expected), printed(said.difference))
    return (said.code, said.severity, said.account, said.day.isoformat(), *sums, said.accused, False)


def missing(said: Said, text: str) -> set[str]:
    """Figures and days that a draft must hold and does not."""
    sums = (said.observed, said.expected, said.difference)
    shown = [yuan(value) if isinstance(value, int) else value or "" for value in sums]
    return set().union(*(figures(f"：{part}") for part in (*shown, said.account, f"{said.day}", *said.others))) - figures(text)


@pytest.mark.parametrize("name", MADE)
def test_what_is_said_is_what_the_maker_knows(space: Path, name: str) -> None:
    pack = MADE[name]
    case = of_pack(space, pack)
    assert {paper["status"] for paper in case["documents"]} == {"ok"} and not case["review"]
    notices = {said.code for said in pack.said if said.severity == "notice"} | {"STM503"}
    heard = [f for f in case["findings"] if f["severity"] != "notice" or f["code"] in notices]
    assert sorted(told(case, f) for f in heard) == sorted(map(wanted, pack.said))


@pytest.mark.parametrize("name", [n for n, p in MADE.items() if any(s.severity != "notice" for s in p.said)])
def test_the_draft_holds_the_figures(space: Path, name: str) -> None:
    pack = MADE[name]
    case = of_pack(space, pack)
    for said in pack.said:
        (finding,) = (f for f in case["findings"] if f["code"] == said.code and f["severity"] != "notice")
        text = "\n".join(texts_of((space / name / finding["request"]).read_bytes()))
        assert not missing(said, text)
        assert (space / name / finding["evidence"][0]["image"]).is_file()


def test_a_notice_has_no_draft(space: Path) -> None:
    for pack in MADE.values():
        assert not [f for f in of_pack(space, pack)["findings"] if f["severity"] == "notice" and f["request"]]


def test_every_code_is_shown_to_fire_and_to_keep_silent() -> None:
    codes = {code: [p for p in MADE.values() if p.code == code] for code in {p.code for p in MADE.values()}}
    fees = [f"PEN20{n}" for n in range(1, 6)]
    loans, statements = [f"LOAN40{n}" for n in range(1, 8)], [f"STM50{n}" for n in range(1, 5)]
    assert set(codes) == {"DUP101", "DUP102", "DUP103", "INT301", "INT302", "INT303", *fees, *loans, *statements}
    for code, packs in codes.items():
        assert any(p.said for p in packs) and any(not p.said for p in packs)
        assert all(s.code == code for p in packs for s in p.said)


def test_a_scan_says_the_same() -> None:
    """The bill of PEN205 on a scanner's glass: what was read of it proves the fee's interest, and nothing else."""
    (paper,) = extract_papers("扫描件.pdf", from_json(gzip.decompress(SCAN.read_bytes()).decode()))
    case, judged = judge({"扫描件.pdf": paper}, AS_OF)
    assert not case.review
    (found,) = (f for f in judged.findings if f.severity is not Severity.NOTICE)
    (said,) = MADE["PEN205-年费计息"].said
    assert (found.code, found.severity.value, found.date, found.needs_review) == ("PEN205", "error", said.day, False)
    assert (found.observed, found.expected, found.difference) == (said.observed, said.expected, said.difference)
    assert found.evidence[0].text == said.accused


@pytest.mark.slow
def test_the_scan_is_read_as_it_was() -> None:
    assert to_json(read(papers_of_codes_interest.pen205_scan())) == gzip.decompress(SCAN.read_bytes()).decode()


if __name__ == "__main__":
    text = to_json(read(papers_of_codes_interest.pen205_scan()))
    SCAN.write_bytes(gzip.compress(text.encode(), mtime=0))
