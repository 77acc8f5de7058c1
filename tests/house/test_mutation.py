"""What `make mutate` changes, and what it leaves alone."""

from __future__ import annotations

import ast
from collections import Counter

from bench.mutation.__main__ import _spread, key_of
from bench.mutation.operators import changed, mutants

SOURCE = '''
"""Words of 3 and 4."""
LIMIT = 31

@rule("PEN999", 3, says=Text("至多 3 天", "3 days"), silent=True)
def check(day: Literal[3], fen: int = 5) -> bool:
    """Return 3."""
    assert fen > 3
    for one in range(fen):
        if not day:
            continue
        found = min(one, LIMIT) + 1 if one < 7 and one else 0
        say(Text(f"{one + 1} 天", "days"), title="x" + day)
    yield Finding(title=Text("3", "3") if day else None, found=found, late=day + timedelta(days=found))
    return found
'''


def made(source: str = SOURCE):
    return list(mutants("rules/x.py", source))


def test_each_kind_of_change_is_made() -> None:
    shown = {(m.what, m.old_text, m.new_text) for m in made()}
    assert {
        ("constant", "LIMIT = 31", "LIMIT = 32"),
        ("constant", "LIMIT = 31", "LIMIT = 30"),
        ("not removed", "if not day:", "if day:"),
        ("continue removed", "if not day: continue", "if not day: pass"),
        ("call", "found = min(one, LIMIT) + 1 if one < 7 and one else 0",
         "found = max(one, LIMIT) + 1 if one < 7 and one else 0"),
        ("arithmetic", "found = min(one, LIMIT) + 1 if one < 7 and one else 0",
         "found = min(one, LIMIT) - 1 if one < 7 and one else 0"),
        ("comparison", "found = min(one, LIMIT) + 1 if one < 7 and one else 0",
         "found = min(one, LIMIT) + 1 if one <= 7 and one else 0"),
        ("boolean", "found = min(one, LIMIT) + 1 if one < 7 and one else 0",
         "found = min(one, LIMIT) + 1 if one < 7 or one else 0"),
    } <= shown  # fmt: skip
    assert Counter(m.what for m in made())["day offset"] == 1


def test_words_decorators_annotations_and_assertions_stay() -> None:
    lines = {m.line for m in made()}
    assert not lines & {2, 5, 7, 8}
    assert not [m for m in made() if "PEN999" in m.old_text or "Literal[4]" in m.new_text]


def test_every_change_is_one_of_its_statement_and_compiles() -> None:
    body = ast.parse(SOURCE).body
    for mutant in made():
        new = changed(body[mutant.top], mutant)
        compile(ast.Module([new], []), "x", "exec")
        assert ast.dump(new) != ast.dump(body[mutant.top])
        assert ast.dump(body[mutant.top]) == ast.dump(ast.parse(SOURCE).body[mutant.top])


def test_any_beginning_of_the_order_is_spread_evenly() -> None:
    few, many = made("A = 3\n" * 20), made(SOURCE * 12)
    many = [m for m in many if m.key]
    found = [*few, *(m.__class__(**{f: getattr(m, f) for f in m.__slots__} | {"file": "rules/y.py"}) for m in many)]
    order = _spread(found, 7)
    assert sorted(map(id, order)) == sorted(map(id, found))
    assert [key_of(m) for m in order] == [key_of(m) for m in _spread(found, 7)]
    half = Counter(m.file for m in order[: len(order) // 2])
    assert abs(half["rules/x.py"] - len(few) / 2) <= 1
