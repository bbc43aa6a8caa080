"""
The head of a post: where it stands, in which language, and what it says.

    find_head             the head of a file, YAML included
    describe_head         what a post with such a head is called
    parse_head            the fields of a head that is not YAML
    blank_preamble        a file whose YAML head begins it, whatever stood before
    looks_like_template   whether a file is the template of records, not a record
"""

from kg.read.heads.fences import blank_preamble
from kg.read.heads.find import describe_head, find_head
from kg.read.heads.head import Head, Language
from kg.read.heads.parse import parse_head
from kg.read.heads.templates import looks_like_template

__all__ = [
    "Head",
    "Language",
    "blank_preamble",
    "describe_head",
    "find_head",
    "looks_like_template",
    "parse_head",
]
