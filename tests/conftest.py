"""What holds for every test: it finds an empty cache, and may take its time; which are slow."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("kg", deadline=None)
settings.load_profile("kg")

SLOW = {
    "test_benchmark_posts.py",
    "test_corpus.py",
    "test_page.py",
    "test_page_scripts.py",
    "test_page_views.py",
    "test_serve_editor.py",
}
"""Files that a short run leaves out: they take long, and hardly depend on versions of packages."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in SLOW:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(folder))
    return folder
