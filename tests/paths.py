"""Where the files are that tests use."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
"""The project."""
NEWSROOM = TESTS / "fixtures" / "newsroom"
"""A small archive that we wrote."""
SHARED = ROOT.parent / "shared"
"""Archives that are not ours to publish; they may be absent."""
AZURE = SHARED / "corpus" / "azure"
"""A large one."""
