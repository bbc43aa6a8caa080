"""What holds for every test: an empty cache, no deadline; which tests are slow, which portable."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import browser as browser
from browsing import opened as opened
from hypothesis import settings
from paths import ROOT

settings.register_profile("kg", deadline=None)
settings.load_profile("kg")

SLOW = {
    "test_benchmark_posts.py",
    "test_corpus.py",
    "test_page.py",
    "test_page_scripts.py",
    "test_page_stories.py",
    "test_page_views.py",
    "test_serve_editor.py",
}
"""Files that a short run leaves out: they take long, and hardly depend on versions of packages."""


PORTABLE = (
    *("kg/**/*.py", "tests/model/*.py", "tests/resolve/*.py", "tests/read/*.py"),
    *("tests/exporters/*.py", "tests/exporters/page/test_layout.py"),
    *("tests/exporters/page/test_page_data.py", "tests/exporters/page/test_payload.py"),
    *("tests/exporters/page/test_themes.py", "tests/sparql/test_names.py"),
    *("tests/pipeline/test_graph.py", "tests/pipeline/test_parts.py", "tests/query/test_table.py"),
    *("tests/test_architecture.py", "tests/test_docs.py", "tests/test_project.py"),
    *("tests/test_public_names.py", "tests/test_readme.py", "tests/test_systems.py"),
)
"""Files whose tests run on every system, but for those that are marked `system`."""


def is_portable(path: Path) -> bool:
    """Return whether the tests of a file run on every system."""
    return path in {file for pattern in PORTABLE for file in ROOT.glob(pattern)}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Pass over other files when only portable tests run: what they import may be missing."""
    if config.option.markexpr != "portable" or collection_path.suffix != ".py":
        return None
    return None if is_portable(collection_path) else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    portable = {path for path in {item.path for item in items} if is_portable(path)}
    for item in items:
        if item.path.name in SLOW:
            item.add_marker(pytest.mark.slow)
        if item.path in portable and not item.get_closest_marker("system"):
            item.add_marker(pytest.mark.portable)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(folder))
    return folder
