"""
Lists of records: YAML, JSON, JSON Lines, TOML, CSV and TSV files.

    read_list      the lists in a file, what each is, and the records of those with articles
    lists_in       the lists of records in a value, at any depth
    judge          whether a list holds articles
    other_data     whether a data file is a package manifest, a lock file or a template
"""

from __future__ import annotations
