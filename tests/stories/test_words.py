"""The words of headlines and excerpts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.stories.languages import Stems, languages_of, script_of
from kg.stories.text import is_correction, plain_headline, without_dateline, words_of

pytestmark = pytest.mark.portable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Contoso’s 5G plant", ["contoso", "s", "5g", "plant"]),
        ("STRAẞE", ["strasse"]),
        ("ﬁnal", ["final"]),
        ("東京タワー", ["東京", "タワ", "ワー"]),
        ("新工場を建設", ["新工", "工場", "建設"]),
        ("Windows® (R) ™", ["windows"]),
        ("", []),
    ],
)
def test_words_are_compared_in_one_spelling(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    assert all(words_of(text))
    assert plain_headline(text) in text
    assert text.endswith(without_dateline(text))
    assert is_correction(text) in (True, False)
    assert languages_of([None], [text])


@pytest.mark.parametrize(
    "excerpt",
    [
        "LONDON (Reuters) - The plant opens.",
        "SAN FRANCISCO, Calif., March 4, 2024 /PRNewswire/ -- The plant opens.",
        "UPPSALA — The plant opens.",
    ],
)
def test_a_dateline_is_no_part_of_the_text(excerpt: str) -> None:
    assert without_dateline(excerpt) == "The plant opens."


@pytest.mark.parametrize("excerpt", ["The plant - the first - opens.", "A well-known plant opens."])
def test_a_dash_is_no_dateline(excerpt: str) -> None:
    assert without_dateline(excerpt) == excerpt


def test_long_texts_take_no_longer_than_they_are_long() -> None:
    for text in (
        "(" * 50_000,
        "A, " * 50_000,
        "- " * 50_000,
        "correction " * 20_000,
        "東" * 50_000,
    ):
        assert text.endswith(without_dateline(text))
        plain_headline(text)
        words_of(text)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["werke", "werk"]),
        ("es", ["elecciones", "elección"]),
        ("ru", ["завода", "заводом"]),
        ("ar", ["الشركة", "شركة"]),
    ],
)
def test_endings_are_cut_by_the_language(language: str, words: list[str]) -> None:
    stems = Stems(language)
    assert len({stems[word] for word in words}) == 1


def test_common_words_have_no_stem() -> None:
    assert Stems("en")["the"] == ""
    assert Stems("xx")["the"] == "the"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Über 5", "latin"),
        ("завод", "cyrillic"),
        ("12", ""),
        ("ニュース東京", "kana"),
        ("공장", "hangul"),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("headline", "plain"),
    [
        ("Correction: Plant opens", "Plant opens"),
        ("Correction to Monday's story: Plant opens", "Plant opens"),
        ("Correction (Feb. 3, 2024): Plant opens", "Plant opens"),
        ("[Correction] Plant opens", "Plant opens"),
        ("Corrected — Plant opens", "Plant opens"),
        ("CORRECTED-Plant opens", "Plant opens"),
        ("CORRECTING and REPLACING Plant opens", "Plant opens"),
        ("更正：新工場", "新工場"),
    ],
)
def test_a_correction_is_known_by_its_label(headline: str, plain: str) -> None:
    assert is_correction(headline)
    assert plain_headline(headline) == plain


@pytest.mark.parametrize(
    "headline",
    [
        "Correction-fluid maker is sold",
        "Correction in markets: what comes next",
        "Corrections officers: a strike",
        "A correction: plant opens",
    ],
)
def test_a_headline_about_corrections_is_none(headline: str) -> None:
    assert not is_correction(headline)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cs", "Vláda schválila rozpočet na rok a nebude měnit daně, ale jen letos, protože se to"),
        ("id", "Pemerintah akan membangun pabrik baru di kota ini dan tidak menaikkan pajak"),
        ("pl", "Rząd przyjął budżet na przyszły rok i nie zmieni podatków, ale tylko w tym roku"),
    ],
)
def test_a_language_is_known_by_its_common_words(language: str, text: str) -> None:
    assert languages_of([None], [text]) == [language]
