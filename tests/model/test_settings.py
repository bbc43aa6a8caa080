"""The digest of settings tells settings apart, whatever the order of their tables."""

from __future__ import annotations

import pytest

from kg.config import parse_config
from kg.model.settings import Settings


def test_equal_settings_share_a_digest_whatever_the_order() -> None:
    one = parse_config(
        '[topics]\nkeep = ["a", "b"]\n[topics.same]\nx = "y"\nz = "y"\n'
        '[fields]\ntitle = "t"\nadded = "u"\n[links]\nown = ["a.example", "b.example"]\n',
        "kg.toml",
    )
    other = parse_config(
        '[links]\nown = ["b.example", "www.A.example"]\n[fields]\nadded = ["u"]\ntitle = "t"\n'
        '[topics]\nsame = { z = "y", x = "y" }\nkeep = ["b", "a", "a"]\n',
        "kg.toml",
    )
    assert one.settings.digest == other.settings.digest
    pairs = (("a.yml", "x"), ("b.yml", "y"))
    assert Settings(lists=pairs).digest == Settings(lists=pairs[::-1]).digest


@pytest.mark.parametrize(
    "other",
    [
        Settings(fields=(("title", ("a", "b")),)),
        Settings(fields=(("title", ("b", "a")),)),
        Settings(body="related"),
        Settings(own=frozenset({"a.example"})),
        Settings(site="https://a.example"),
        Settings(lists=(("a.yml", "b"),)),
        Settings(ignored_topics=("a",)),
        Settings(kept_topics=("a",)),
        Settings(same_topics=(("a", "b"),)),
        Settings(same_outlets=(("a", "b"),)),
    ],
)
def test_other_settings_have_another_digest(other: Settings) -> None:
    assert other.digest != Settings().digest


def test_the_order_of_names_of_a_field_makes_a_difference() -> None:
    ab, ba = (Settings(fields=(("title", tuple(names)),)) for names in ("ab", "ba"))
    assert ab.digest != ba.digest


def test_a_name_that_is_no_unicode_has_a_digest() -> None:
    assert len(Settings(lists=(("a\udcff.yml", "."),)).digest) == 32
