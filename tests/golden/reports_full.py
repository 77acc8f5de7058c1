"""Detailed credit reports (个人信用报告 本人版) by four producers, with pages that end anywhere, and the lenders' copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from samples.canvas import Canvas
from samples.canvas_pylopdf import PylopdfCanvas
from samples.degrade import page_count, picture_pdf, render, to_scan
from samples.papers_report_full import draw_full_report, full_report_html
from samples.report_parts import Style
from samples.truth_report import FullReportTruth
from tests.golden.canvas_reportlab import EMBEDDED, ReportlabCanvas
from tests.golden.golden import Golden
from tests.golden.printing import print_html, styled
from tests.golden.reports_full_truth import WHOLE, few

_FILE = "个人信用报告（本人版）.pdf"


def expected(truth: FullReportTruth) -> list[dict[str, object]]:
    """Return what a reader must make of a report, with all that its summary counts and adds up."""
    return [{"type": "credit_report_full", "issuer": "征信中心", "status": "ok", "notes": [], "report": truth.json()}]


def drawn(canvas: Callable[[], Canvas], truth: FullReportTruth, style: Style) -> Callable[[], bytes]:
    """Return what draws a report when it is called."""
    return lambda: draw_full_report(canvas(), truth, style)


def printed(engine: str, truth: FullReportTruth, style: Style) -> Callable[[], bytes]:
    """Return what prints a report from HTML when it is called."""
    more = "table { border-collapse: collapse; } td { text-align: center; } h1, h2, h3 { text-align: center; } "
    more += "h1 { font-size: 15pt; } h2 { font-size: 12pt; } h3 { font-size: 10pt; } h4 { font-size: 9pt; }"
    page = styled("个人信用报告", full_report_html(truth, style), more=more)
    return lambda: print_html(engine, page)


def printed_page(body: str) -> Callable[[], bytes]:
    """Return what prints a page of a bank's own system when it is called."""
    return lambda: print_html("chromium", styled("征信查询", body))


_PLAIN = Style()
_BROKEN = Style(size=8.4, dash="-", inner_blank=True)
_SHUFFLED = Style(shuffle=7, dash="－", without=frozenset({"共享授信额度", "担保方式", "还款频率", "账单日", "明细记录"}))
"""Columns in another order, and some of those that no figure hangs on left out."""
SHUFFLED = replace(few(3), public_records=())
SCANS = {
    "report-full-scan": replace(few(1), own_queries=()),
    "report-full-two-up": replace(few(2), own_queries=()),
}
"""What the scans were drawn from."""
LENDERS_COPY = replace(few(3), lender_copy=True)

_SCREEN = """<h3>个人征信查询系统 &gt; 征信查询结果</h3><p>当前用户：信贷部-示例 登录机构：示例支行 [返回列表] [打印预览]</p>
<table border="1" cellspacing="0" cellpadding="3"><tr><td>客户姓名</td><td>林示例</td><td>证件号码</td><td>3201**********1234</td></tr>
<tr><td>查询原因</td><td>贷后管理</td><td>查询时间</td><td>2026-11-02 09:31</td></tr>
<tr><td>贷款笔数</td><td>6</td><td>未结清</td><td>3</td></tr><tr><td>五级分类</td><td>可疑</td><td>当前逾期总额</td><td>3,350</td></tr>
<tr><td>账户状态</td><td>逾期</td><td>贷款余额</td><td>12,150</td></tr></table><p>结论：建议拒绝。</p>"""


def scanned(truth: FullReportTruth) -> Callable[[], bytes]:
    """Return what scans a report when it is called."""
    return lambda: to_scan(draw_full_report(PylopdfCanvas(), truth), seed=truth.serial)


def two_up(truth: FullReportTruth) -> Callable[[], bytes]:
    """Return what scans a report with two pages side by side on a sheet when it is called."""

    def make() -> bytes:
        pdf = draw_full_report(PylopdfCanvas(), truth)
        pages = [render(pdf, page, 200) for page in range(page_count(pdf))]
        pages += [np.full_like(pages[0], 255)] * (len(pages) % 2)
        sheets = [np.concatenate(pages[at : at + 2], axis=1) for at in range(0, len(pages), 2)]
        return to_scan(picture_pdf(sheets, 200), seed=truth.serial)

    return make


def on_scan(truth: FullReportTruth) -> list[dict[str, object]]:
    """Return what a reader must make of a scan, exactly or for review; months that it cannot see are compared apart."""
    report = truth.json()
    for account in report["accounts"]:
        del account["grid"]
    return [{"type": "credit_report_full", "issuer": "征信中心", "report": report}]


GOLDENS = [
    Golden("report-full-whole", _FILE, "pylopdf", expected(WHOLE), drawn(PylopdfCanvas, WHOLE, _PLAIN)),
    Golden("report-full-breaks", _FILE, "pylopdf", expected(WHOLE), drawn(PylopdfCanvas, WHOLE, _BROKEN)),
    Golden("report-full-chromium", _FILE, "chromium", expected(few(1)), printed("chromium", few(1), _PLAIN)),
    Golden("report-full-office", _FILE, "soffice", expected(few(2)), printed("soffice", few(2), _PLAIN)),
    Golden(
        "report-full-named-font",
        _FILE,
        "reportlab",
        expected(few(2)),
        drawn(lambda: ReportlabCanvas(EMBEDDED), few(2), _PLAIN),
    ),
    Golden(
        "report-full-lenders-copy",
        "信用报告（授信机构版）.pdf",
        "pylopdf",
        expected(LENDERS_COPY),
        drawn(PylopdfCanvas, LENDERS_COPY, _PLAIN),
    ),
    Golden("report-full-shuffled", _FILE, "pylopdf", expected(SHUFFLED), drawn(PylopdfCanvas, SHUFFLED, _SHUFFLED)),
    *(
        Golden(name, f"{name}.pdf", "scan", on_scan(truth), (two_up if "two-up" in name else scanned)(truth))
        for name, truth in SCANS.items()
    ),
    Golden("not-report-screen", "征信查询.pdf", "chromium", [{"type": "other"}], printed_page(_SCREEN)),
]
