"""What a page says, whatever compressed it; and the hashes that files have."""

from __future__ import annotations

import base64
import gzip
import re
from pathlib import Path

BLOCK = re.compile(r'(<script type="text/plain" id="[a-z-]+">)([A-Za-z0-9+/=]*)(</script>)')


def unpacked(page: str) -> str:
    """Return a page with the text of each of its compressed blocks in place of the block."""

    def text(block: re.Match[str]) -> str:
        data = gzip.decompress(base64.b64decode(block[2])).decode("utf-8", "surrogatepass")
        return f"{block[1]}{data}{block[3]}"

    return BLOCK.sub(text, page)


def read_sums(path: Path) -> dict[str, str]:
    """Return by the name of each file the hash that a list of `sha256sum` gives it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: sum_ for sum_, _, name in (line.partition("  ") for line in lines)}
