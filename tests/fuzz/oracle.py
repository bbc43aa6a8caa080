"""What must hold for the front matter of any bytes: checked by the fuzzer and by the suite."""

from __future__ import annotations

from typing import Any

import yaml
from pace import in_pace

from kg.read.errors import ReadError
from kg.read.frontmatter import FrontMatterReader
from kg.read.limits import MAX_INTEGER_DIGITS
from kg.read.locations import line_of
from kg.read.mentions import to_entry
from kg.read.yaml_loader import parse_yaml


class BrokenError(AssertionError):
    """A promise that some bytes break."""


def check(data: bytes) -> None:
    """
    Raise if these bytes, as a post, as front matter or as YAML, break a promise.

    Promised: nothing but ReadError escapes; it is quick; what is read is what PyYAML's
    CSafeLoader reads; every value becomes a mention or a finding that has a line.
    """
    ours = in_pace(lambda: check_reading(data))
    if not isinstance(ours, ReadError):
        must_equal(ours, by_pyyaml(data))


def check_reading(data: bytes) -> Any:
    """Read bytes as a post and as front matter; return what they are as YAML, or why not."""
    check_post(data)
    check_post(b"---\n" + data + b"\n---\n")
    return outcome(lambda: parse_yaml(data).value)


def check_post(data: bytes) -> None:
    """Raise if these bytes, as a file of front matter and text, break a promise."""
    read = outcome(lambda: FrontMatterReader(to_entry).parse(data))
    plain = outcome(lambda: FrontMatterReader[Any](lambda entry, _: entry).parse(data))
    if isinstance(read, ReadError):
        if str(read) != str(plain):
            raise BrokenError(f"{read!s}, but {plain!s}")
        if not (read.what.endswith(".") and read.mend.endswith(".")):
            raise BrokenError(f"half a sentence: {read!s}")
        if not 0 <= read.line <= data.count(b"\n") + data.count(b"\r") + 1:
            raise BrokenError(f"line {read.line} is not in the file: {read!s}")
        return
    if read is None or plain is None or isinstance(plain, ReadError):
        if read is not plain:
            raise BrokenError(f"{read!r}, but {plain!r}")
        return
    own = to_entry(read.mapping)
    if (own.mention is None) != (to_entry(plain.mapping).mention is None):
        raise BrokenError("an entry is read in two ways")
    findings = list(own.findings)
    for at, entry in enumerate(read.related[:20]):
        findings += [each._replace(where=("related", at, *each.where)) for each in entry.findings]
    for finding in findings[:5]:
        if not 1 <= line_of(data, finding.where) <= data.count(b"\n") + data.count(b"\r") + 1:
            raise BrokenError(f"{finding} has no line")


def outcome(read: Any) -> Any:
    """Return what a reader returns, or the ReadError that it raises."""
    try:
        return read()
    except ReadError as error:
        return error


class Reference(yaml.CSafeLoader):
    """CSafeLoader, but what looks like a date or a number and is none is the text that it is."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        if not (isinstance(node, yaml.ScalarNode) and node.tag in DATES_AND_NUMBERS):
            return super().construct_object(node, deep)
        if len(node.value) > MAX_INTEGER_DIGITS:
            return node.value
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError, AttributeError):
            return node.value


DATES_AND_NUMBERS = {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp")}


def by_pyyaml(data: bytes) -> Any:
    """Return the value that PyYAML gives; only for what `kg` has found to be harmless."""
    text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return yaml.load(text, Reference)  # noqa: S506  it is safe
    except Exception as error:
        raise BrokenError(f"read, although CSafeLoader says {error!r}") from error


def must_equal(ours: Any, reference: Any) -> None:
    """Raise unless two values are equal in type, order and content; aliases are followed once."""
    seen: set[tuple[int, int]] = set()
    pairs = [(ours, reference)]
    while pairs:
        one, other = pairs.pop()
        if (id(one), id(other)) in seen:
            continue
        if type(one) is not type(other):
            raise BrokenError(f"{one!r:.200} is not {other!r:.200}")
        if isinstance(one, (dict, list)):
            seen.add((id(one), id(other)))
            if len(one) != len(other):
                raise BrokenError(f"{one!r:.200} is not {other!r:.200}")
            if isinstance(one, dict):
                pairs += zip(one, other, strict=True)
                pairs += zip(one.values(), other.values(), strict=True)
            else:
                pairs += zip(one, other, strict=True)
        elif isinstance(one, (set, tuple)):
            if sorted(map(repr, one)) != sorted(map(repr, other)):
                raise BrokenError(f"{one!r:.200} is not {other!r:.200}")
        elif repr(one) != repr(other):
            raise BrokenError(f"{one!r:.200} is not {other!r:.200}")
