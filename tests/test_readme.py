"""The Python of the README runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    assert "kg.to_pyvis" in "".join(blocks)
    shutil.copytree(ROOT / "seeds", tmp_path / "_news")
    (tmp_path / "_data").mkdir()
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec("".join(blocks), names)  # noqa: S102  # that is what is tested
    assert {path.name for path in tmp_path.iterdir()} == {"_news", "_data", "out", "around.html"}
    assert str(names["network"]).count('"from"') == 12
