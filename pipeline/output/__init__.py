"""Output: a case and its findings as files.

`write.write_case` is the room's one public function and pure: it returns the bytes of every file.
`publish.publish` puts them in place, and `decisions` keeps what the person typed.  Nothing is imported here: a run
that finds nothing changed needs neither the workbook's nor the letters' libraries.
"""
