"""The same posts give the same bytes, whatever machine, Python and zlib there are."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import BLOCK, read_sums, unpacked
from paths import ROOT

import kg
from kg.exporters.page import payload, to_page

SEED = read_sums(ROOT / "tests" / "golden" / "seed.sha256")
"""By the name of each file the SHA-256 that it has; `make refresh` writes them anew."""
NEWSROOM = ROOT / "tests" / "fixtures" / "newsroom"


HAS_DEFLATE = find_spec("deflate") is not None


def ng(data: bytes) -> bytes:
    """Return data as a Python on top of zlib-ng compresses it."""
    zlib_ng = pytest.importorskip("zlib_ng.zlib_ng", reason="zlib-ng is not installed")
    packed: bytes = zlib_ng.compress(data, payload.ZLIB_LEVEL, wbits=-15)
    return packed


def plain(data: bytes) -> bytes:
    return zlib.compress(data, payload.ZLIB_LEVEL, wbits=-15)


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "1", "LC_ALL": "C"}, {"TZ": "Asia/Tokyo"}]
)
def test_the_files_of_the_seed_are_these(tmp_path: Path, environment: dict[str, str]) -> None:
    command = [
        sys.executable,
        "-m",
        "kg",
        "build",
        "seeds",
        "-q",
        "--no-cache",
        f"--out={tmp_path}",
    ]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)
    data = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".json"}
    data["graph.html unpacked"] = unpacked(data["graph.html"].decode()).encode()
    if not HAS_DEFLATE:
        del data["graph.html"]
    assert data.keys() <= SEED.keys()
    assert {name: hashlib.sha256(each).hexdigest() for name, each in data.items()} == {
        name: SEED[name] for name in data
    }


def test_the_header_of_each_block_names_neither_time_nor_system() -> None:
    blocks = [block[2] for block in BLOCK.finditer("".join(to_page(kg.build([NEWSROOM]))))]
    assert len(blocks) == 4
    assert {base64.b64decode(block)[:10].hex() for block in blocks} == {"1f8b08000000000000ff"}


def test_a_page_by_another_zlib_is_the_same_once_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = kg.build([NEWSROOM])
    pages = []
    for compress in (payload.deflated, plain, ng):
        monkeypatch.setattr(payload, "deflated", compress)
        pages.append("".join(to_page(graph)))
    assert pages[1] != pages[2], "zlib-ng compresses as zlib does: the test shows nothing"
    assert len({unpacked(page) for page in pages}) == 1
    assert '"label"' in unpacked(pages[0])


@pytest.mark.skipif(not HAS_DEFLATE, reason="there is no build of deflate for this system")
def test_the_compressed_bytes_are_those_of_one_release_of_libdeflate() -> None:
    text = "".join(f"{at * at} news of the river, {at % 7}\n" for at in range(5_000)).encode()
    packed = payload.gzipped(text)
    assert len(text) == 145_374
    assert (
        hashlib.sha256(packed).hexdigest()
        == "9b7d1d9ad97e42e64699fd614ba650515e8015b5d5b7841c0d53a05783025bc0"
    )


def test_without_libdeflate_a_page_is_written_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "deflate", None)
    text = "news " * 1_000
    packed = base64.b64decode(payload.pack_text(text))
    assert packed[:10].hex() == "1f8b08000000000000ff"
    assert packed[10:-8] == plain(text.encode())
    assert gzip.decompress(packed).decode() == text


@pytest.mark.parametrize("compress", [payload.deflated, plain])
@given(data=st.binary(max_size=2_000))
def test_what_is_packed_is_read_back_by_any_gzip(
    compress: Callable[[bytes], bytes], data: bytes
) -> None:
    assert gzip.decompress(payload.gzipped(data, compress)) == data
