"""Extract: pages of rows to typed records.  `extract` is the room's one public function."""

from pipeline.extract.papers import Paper, extract_paper, extract_papers

__all__ = ["Paper", "extract", "extract_paper", "extract_papers"]

extract = extract_papers
