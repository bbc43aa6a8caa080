"""What kg reads at most. Archives stay far below; what is beyond gets a message, never a wait."""

from __future__ import annotations

from kg.model.limits import MAX_URL_CHARS

MAX_FILE_BYTES = 16 * 2**20
"""Of a larger file no more than this is read, and nothing understood."""
MAX_LIST_BYTES = 256 * 2**20
"""The same for files that hold many records."""
MAX_FRONT_MATTER_BYTES = 2 * 2**20
MAX_VALUES = 100_000
"""Values in one document of YAML, an alias counting as all that it stands for."""
MAX_ENTRIES = 10_000
"""Entries of `related` in one post."""
MAX_NESTING = 400
"""Collections inside each other, counting through aliases."""
MAX_MERGED_PAIRS = 10_000
"""Pairs of key and value that merge keys (`<<`) copy, in one document."""
MAX_MERGE_DEPTH = 100
"""Mappings that are merged into mappings that are merged."""
MAX_NUMBER_KEYS = 1_000
"""Keys of one mapping that are numbers: numbers, unlike texts, can be made to collide."""
MAX_INTEGER_DIGITS = 1_000
MAX_PROBLEMS = 100
"""Entries of one post's `related` that are told one by one; of more, how many."""


def limits() -> str:
    """
    Return the limits as a sentence for the help.

    >>> limits().startswith("Limits: files of 16 MiB (256 MiB for lists, feeds and exports)")
    True
    """
    return (
        f"Limits: files of {MAX_FILE_BYTES // 2**20} MiB "
        f"({MAX_LIST_BYTES // 2**20} MiB for lists, feeds and exports), "
        f"front matter of {MAX_FRONT_MATTER_BYTES // 2**20} MiB "
        f"with {MAX_VALUES:,} values, {MAX_ENTRIES:,} entries of related, "
        f"collections nested {MAX_NESTING} deep, "
        f"{MAX_MERGED_PAIRS:,} values copied by merge keys (nested {MAX_MERGE_DEPTH} deep), "
        f"{MAX_NUMBER_KEYS:,} numbers as keys of one mapping, numbers of {MAX_INTEGER_DIGITS:,} "
        f"digits, URLs of {MAX_URL_CHARS:,} characters. Anything beyond is reported and left out. "
        f"At most {MAX_PROBLEMS} problems are reported for one post."
    )
