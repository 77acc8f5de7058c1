"""What is installed, what is missing and how to get it: checks that read something, not only look for names."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from pipeline import __version__
from pipeline.errors import UsageError
from pipeline.records.finding import Text

_SAMPLE = "1,234.56"
_LEAST_FREE = 500 * 2**20
"""Bytes that a first run with scans may need for its cache."""


class State(StrEnum):
    """How a check went: fine, worse than it could be, or something that must be put right."""

    OK = "✓"
    WORSE = "!"
    MISSING = "✗"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report: what was checked, what was found, what to do."""

    state: State
    what: Text
    found: str
    remedy: Text | None = None


def examine(workspace: Path) -> Iterator[Result]:
    """Check the program, its readers, its tables and a workspace, one after another."""
    yield Result(State.OK, Text("程序", "program"), f"jieqing {__version__}, Python {sys.version.split()[0]}")
    for check in (_packages, _first_reader, _second_reader, _chinese_reader, _tables, _settings_of(workspace)):
        yield _guarded(check)
    yield from _folders(workspace)


def report(workspace: Path, lang: str) -> tuple[str, bool]:
    """Return the report as text, and whether everything that is needed is there."""
    lines, sound = [], True
    for result in examine(workspace):
        sound &= result.state is not State.MISSING
        lines.append(f"{result.state} {result.what.in_(lang)}：{result.found}")
        if result.remedy is not None:
            lines.append(f"    → {result.remedy.in_(lang)}")
    return "\n".join(lines), sound


_REINSTALL = Text("请运行 make setup（或重新安装 jieqing）", "run `make setup`, or install jieqing again")


def _guarded(check: Callable[[], Result]) -> Result:
    """Run a check; one that breaks is itself what is missing."""
    try:
        return check()
    except Exception as error:
        name = check.__name__.strip("_")
        return Result(State.MISSING, Text(name, name), f"{type(error).__name__}: {error}", _REINSTALL)


_LIBRARIES = ("pdfplumber", "pypdfium2", "openpyxl", "python-docx", "pandas", "pillow", "lxml", "icalendar", "pydantic")


def _packages() -> Result:
    """Check that the libraries can be imported, and say which versions they are."""
    import cv2  # noqa: F401
    import docx  # noqa: F401
    import icalendar  # noqa: F401
    import lxml.html  # noqa: F401
    import openpyxl  # noqa: F401
    import pandas  # noqa: F401
    import pdfplumber  # noqa: F401
    import pi_heif  # noqa: F401
    import PIL.Image  # noqa: F401
    import pypdfium2  # noqa: F401

    found = "、".join(f"{package} {metadata.version(package)}" for package in _LIBRARIES)
    return Result(State.OK, Text("程序库", "libraries"), found)


def _picture() -> object:
    """Draw a line of digits as a scan shows it."""
    import numpy as np
    from PIL import Image, ImageDraw

    from pipeline.reading.draw import font

    image = Image.new("RGB", (420, 90), "white")
    ImageDraw.Draw(image).text((30, 18), _SAMPLE, font=font(44), fill="black")
    return np.asarray(image)


def _first_reader() -> Result:
    from pipeline.reading import ocr_rapid

    what = Text("第一识别引擎（照片和扫描件）", "first reader of pictures")
    if not ocr_rapid.is_available():
        return Result(State.MISSING, what, "rapidocr", _REINSTALL)
    read = "".join(word.text for word in ocr_rapid.read(_picture()))  # type: ignore[arg-type]
    found = f"{ocr_rapid.version()}，{_SAMPLE} → {read}"
    return Result(State.OK if read.replace(" ", "") == _SAMPLE else State.WORSE, what, found)


def _second_reader() -> Result:
    import cv2

    from pipeline.reading import ocr_tesseract

    what = Text("第二识别引擎（核对金额）", "second reader, for figures")
    remedy = Text(
        "没有它，照片上的金额都要人工核对：请运行 make setup，或安装系统的 tesseract-ocr",
        "without it every figure of a photo must be checked by hand: run `make setup`, or install tesseract-ocr",
    )
    if not ocr_tesseract.is_available():
        return Result(State.WORSE, what, "tesseract", remedy)
    grey = cv2.cvtColor(_picture(), cv2.COLOR_RGB2GRAY)
    read = ocr_tesseract.figures([grey])[0] or ""
    found = f"tesseract，{_SAMPLE} → {read}"
    return Result(State.OK if read.strip() == _SAMPLE else State.WORSE, what, found)


def _chinese_reader() -> Result:
    from pipeline.reading import ocr_tesseract

    what = Text("第二识别引擎（核对中文）", "second reader, for Chinese")
    if ocr_tesseract.has_chinese():
        return Result(State.OK, what, "chi_sim")
    return Result(
        State.WORSE,
        what,
        "没有 chi_sim",
        Text(
            "可选：安装系统的 tesseract-ocr 与 tesseract-ocr-chi-sim，照片上的文字也能相互核对",
            "optional: install tesseract-ocr and tesseract-ocr-chi-sim, so that words of photos are checked too",
        ),
    )


def _tables() -> Result:
    from pipeline.extract.layouts import layouts
    from pipeline.extract.lexicon import lexicon
    from rules import catalogue, tables, tables_hash

    lexicon()
    tables()
    found = f"{len(catalogue())} 条规则，{len(layouts())} 家版式，{tables_hash()[:8]}"
    return Result(State.OK, Text("规则与法条", "rules and tables"), found)


def _settings_of(workspace: Path) -> Callable[[], Result]:
    def settings() -> Result:
        from pipeline.settings import load_settings

        what = Text("设置", "settings")
        path = workspace / "settings.toml"
        try:
            load_settings(path)
        except UsageError as error:
            return Result(State.MISSING, what, str(error), Text("请改正后再运行", "put it right and run again"))
        return Result(State.OK, what, "settings.toml" if path.exists() else "没有 settings.toml（可选）")

    return settings


def _folders(workspace: Path) -> Iterator[Result]:
    """Check that the workspace's folders can be read and written, and that there is room."""
    for name in ("inbox", "outbox", "state"):
        folder = workspace / name
        here = next(p for p in (folder, *folder.parents) if p.exists())
        usable = os.access(here, os.R_OK | os.X_OK | (0 if name == "inbox" else os.W_OK))
        remedy = None if usable else Text("请检查该文件夹的权限", "check the folder's permissions")
        found = name if folder.exists() else f"{name}（首次运行时建立）"
        yield Result(State.OK if usable else State.MISSING, Text("文件夹", "folder"), found, remedy)
    free = shutil.disk_usage(next(p for p in (workspace, *workspace.parents) if p.exists())).free
    enough = free >= _LEAST_FREE
    yield Result(
        State.OK if enough else State.WORSE,
        Text("磁盘空间", "disk space"),
        f"{free // 2**20} MB",
        None if enough else Text("请腾出空间", "make room"),
    )
