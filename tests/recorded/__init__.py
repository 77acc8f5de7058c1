"""Pages of sample scans and photos as OCR read them once, so that rooms above reading are tested without OCR.

`python -m tests.recorded.record` reads them again, shows what changed and writes them; the slow tests compare.
"""
