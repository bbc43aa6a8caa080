"""The report says in which line a value stands that lost."""

from __future__ import annotations

from pathlib import Path

import kg

POST = """---
title: Rain
webUrl: https://a.example/rain
publishedDateTime: 2024-05-01T08:00:00Z
related:
  - just a text
  - title: No address
  - title: Snow falls
    webUrl: https://a.example/snow
---
"""
SNOW = """---
title: Snow
webUrl: https://a.example/snow
publishedDateTime: 2024-05-02T08:00:00Z
---
"""


def test_the_line_is_that_of_the_entry_even_below_entries_that_cannot_be_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "rain.md").write_text(POST, encoding="utf-8")
    (tmp_path / "snow.md").write_text(SNOW, encoding="utf-8")
    (conflict,) = kg.build([tmp_path]).account.conflicts
    (lost,) = conflict.lost
    assert (conflict.kept.value, conflict.kept.path, conflict.kept.line) == ("Snow", "snow.md", 2)
    line = POST.splitlines().index("  - title: Snow falls") + 1
    assert (lost.value, lost.path, lost.line) == ("Snow falls", "rain.md", line)
