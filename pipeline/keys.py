"""What cached pages, papers and cases depend on: the one place where keys are made."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib import metadata
from typing import Any

from pipeline.cache import cache_key, package_hash
from pipeline.extract import Paper
from pipeline.extract.layouts import layouts_hash
from pipeline.extract.lexicon import lexicon_hash
from pipeline.options import Options
from pipeline.records.decision import Decisions, Said
from pipeline.records.reading import Reading
from pipeline.records.source import Source
from pipeline.settings import CaseSettings
from rules import tables_hash

_ENGINES = ("pypdfium2", "pylopdf", "pdfplumber", "rapidocr", "onnxruntime", "tesserocr", "pytesseract")
_LIBRARIES = (
    "pdfminer.six",
    "opencv-python-headless",
    "numpy",
    "pillow",
    "pi-heif",
    "lxml",
    "openpyxl",
    "pylopdf-fonts-zh-cn",
    "python-calamine",
    "python-docx",
)
"""What reading and output depend on besides the engines; part of keys, not shown."""
_CALENDAR = ("chinesecalendar",)
"""What deadlines depend on; never a page."""
_READING = ("pipeline.reading", "pipeline.values", "pipeline.records", "pipeline.intake")
_EXTRACT = (*_READING, "pipeline.extract")
_ALL = ("pipeline", "rules")


@lru_cache(maxsize=8)
def _versions(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    versions = []
    for name in names:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions.append((name, metadata.version(name)))
    return tuple(versions)


@lru_cache(maxsize=1)
def engine_versions() -> tuple[tuple[str, str], ...]:
    """Return the readers that are installed, with their versions."""
    versions = list(_versions(_ENGINES))
    tesseract = shutil.which("tesseract")
    if tesseract:
        from pipeline.reading import ocr_tesseract

        versions.extend(sorted(ocr_tesseract.versions().items()))
    return tuple(versions)


def count_key(source: Source) -> str:
    """Return the key of a source's number of pages."""
    return cache_key("count", source.sha256, source.kind.value, package_hash(*_READING))


def page_key(source: Source, page: int, mode: str) -> str:
    """Return the key of a page's reading."""
    return cache_key(
        "page",
        source.sha256,
        source.kind.value,
        page,
        mode,
        engine_versions(),
        _versions(_LIBRARIES),
        package_hash(*_READING),
    )


def paper_key(source: Source, reading: Reading, mode: str) -> str:
    """Return the key of what was extracted from a source's pages, where a person said nothing of its papers."""
    return cache_key(
        "paper",
        [(page_key(source, page.number, mode), page.error) for page in reading.pages],
        lexicon_hash(),
        layouts_hash(),
        package_hash(*_EXTRACT),
    )


def joined_key(keys: Sequence[str]) -> str:
    """Return the key of what was extracted from several files read as one paper, by the keys of each."""
    return cache_key("joined", list(keys))


def said_key(key: str, said: Mapping[str, Said]) -> str:
    """Return the key of what was extracted where a person said what papers are."""
    return cache_key("said", key, [(paper, asdict(one)) for paper, one in sorted(said.items())])


def shown_settings(settings: CaseSettings) -> dict[str, Any]:
    """Return settings without secrets."""
    return settings.model_dump(mode="json", exclude={"passwords"})


def case_key(papers: Sequence[Paper], settings: CaseSettings, options: Options, lang: str, decisions: Decisions) -> str:
    """Return the key of a case: its papers, what the person said, and all our code and data."""
    documents = sorted(
        (p.document.id, p.document.path, p.document.reason_code or "", p.document.detail) for p in papers
    )
    return cache_key(
        "case",
        documents,
        [p.key for p in papers],
        shown_settings(settings),
        options.as_of,
        options.ocr,
        lang,
        [asdict(d) for _, d in sorted(decisions.findings.items())],
        sorted(decisions.corrections.items()),
        [(key, asdict(said)) for key, said in sorted(decisions.papers.items())],
        tables_hash(),
        lexicon_hash(),
        layouts_hash(),
        engine_versions(),
        _versions(_LIBRARIES),
        _versions(_CALENDAR),
        package_hash(*_ALL),
    )
