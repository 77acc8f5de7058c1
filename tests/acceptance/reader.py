"""Reads papers from bytes in this process, through the real readers: what acceptance tests share."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipeline.extract import Paper, extract_paper
from pipeline.extract.papers import extract_papers
from pipeline.intake import scan
from pipeline.intake.sniff import sniff
from pipeline.link import build_case
from pipeline.reading.pages import PageTask, count, read_page
from pipeline.records.case import Case, Person
from pipeline.records.reading import Reading
from pipeline.records.source import Source
from rules import run_all, tables
from rules.registry import Judgement


def read_paper(name: str, data: bytes, mode: str = "auto") -> Paper:
    """Read one file as the pipeline does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper"
        path.write_bytes(data)
        source = Source("case", name, str(path), (), hashlib.sha256(data).hexdigest(), len(data), sniff(data))
        pages = tuple(read_page(PageTask(source, n, mode)) for n in range(1, count(source, ()) + 1))
        return extract_paper(name, Reading(source.sha256, pages))


def readings_of(name: str, data: bytes, passwords: tuple[str, ...] = (), mode: str = "auto") -> dict[str, Reading]:
    """Read what a file of the inbox holds, containers opened as the pipeline does, by path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        intake = scan("case", [path], Path(folder), passwords)
        assert not intake.refusals, intake.refusals
        return {
            source.path: Reading(
                source.sha256,
                tuple(
                    read_page(PageTask(source, n, mode, passwords)) for n in range(1, count(source, passwords) + 1)
                ),
            )
            for source in intake.sources
        }


def read_file(name: str, data: bytes, passwords: tuple[str, ...] = (), mode: str = "auto") -> list[Paper]:
    """Read every paper that a file of the inbox holds."""
    found = readings_of(name, data, passwords, mode)
    return [paper for path, reading in found.items() for paper in extract_papers(path, reading)]


def judge(papers: Mapping[str, Paper], as_of: date) -> tuple[Case, Judgement]:
    """Link papers to a case and run all rules."""
    case, bad = build_case(
        "case", list(papers.values()), as_of=as_of, person=Person(), facts=(), corrections={}
    )
    assert not bad
    return case, run_all(case, tables())
