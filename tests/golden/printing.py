"""Prints HTML as PDF by a browser or an office suite: programs that only who makes goldens needs."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pylopdf_fonts_zh_cn

FONT = pylopdf_fonts_zh_cn.sans_path()


def _chromium(source: Path, home: Path) -> None:
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        f"--user-data-dir={home / 'browser'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={source.with_suffix('.pdf')}",
        source.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True)


def _soffice(source: Path, home: Path, target: str, infilter: str = "") -> None:
    # The office program finds fonts through fontconfig only.
    fonts = home / "fonts.conf"
    fonts.write_text(
        f"<?xml version='1.0'?><fontconfig><dir>{FONT.parent}</dir><cachedir>{home / 'cache'}</cachedir></fontconfig>"
    )
    command = [
        "soffice",
        f"-env:UserInstallation={(home / 'office').as_uri()}",
        "--headless",
        *([f"--infilter={infilter}"] if infilter else []),
        "--convert-to",
        target,
        "--outdir",
        str(source.parent),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "FONTCONFIG_FILE": str(fonts)})


def print_html(engine: str, html: str) -> bytes:
    """Return an HTML page printed as PDF by "chromium" or "soffice"."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        source = home / "paper.html"
        source.write_text(html, encoding="utf-8")
        if engine == "chromium":
            _chromium(source, home)
        else:
            _soffice(source, home, "pdf:writer_pdf_Export", "HTML (StarWriter)")
        return source.with_suffix(".pdf").read_bytes()


def convert(data: bytes, suffix: str, target: str) -> bytes:
    """Return a file converted by the office suite, e.g. an .xlsx to "xls"."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / f"paper.{suffix}"
        source.write_bytes(data)
        _soffice(source, Path(name), target)
        return source.with_suffix(f".{target}").read_bytes()


def styled(title: str, body: str, *, size: str = "A4", more: str = "") -> str:
    """Return `body` as a printable page in the sample font."""
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title><style>'
        f'@font-face {{ font-family: "Sample Sans"; src: url("{FONT.as_uri()}"); }}'
        f"@page {{ size: {size}; margin: 16mm 14mm; }}"
        'body, td, th { font-family: "Sample Sans", "Noto Sans SC"; font-size: 9pt; font-weight: normal; }'
        f"p {{ margin: 3pt 0; }} td p, th p {{ margin: 0; }} {more}</style></head><body>{body}</body></html>"
    )


def table_of(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, the first of which is the head, as a ruled table."""
    head, *body = rows
    cells = "".join(f"<th>{text}</th>" for text in head)
    lines = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in body)
    return f'<table border="1" cellspacing="0" cellpadding="3" width="100%"><tr>{cells}</tr>{lines}</table>'


def printed(engine: str, page: str) -> Callable[[], bytes]:
    """Return what prints a page when it is called."""
    return lambda: print_html(engine, page)


def csv_of(rows: Sequence[Sequence[str]], charset: str = "utf-8-sig") -> Callable[[], bytes]:
    """Return what writes rows as csv when it is called."""

    def make() -> bytes:
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        return out.getvalue().encode(charset)

    return make
