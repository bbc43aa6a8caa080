"""Which text of a link, or around it, is a headline."""

from __future__ import annotations

import re

MAX_HEADLINE = 500
"""Characters of a link's text; a longer one is a paragraph."""
MAX_BORROWED = 200
"""Characters of the text beside a link that stands for its own."""

# Texts that point at a link, not its headline. Other languages: the commonest only.
_POINTING = frozenset(
    text.strip()
    for text in """
    here; link; links; source; sources; more; read; read on; read more; read it; read this;
    read here; read article; read the article; read full article; read the full article;
    read the story;
    read the full story; read the post; full article; full story; full text; full post; story;
    article; articles; post; blog; blog post; blogpost; this; that; it; this article; this post;
    this link; this one; this page; via; web; website; site; homepage; home page; url; pdf; html;
    video; audio; podcast; watch; watch here; listen; listen here; click; click here; details;
    learn more; find out more; see more; see here; more info; more information; more details;
    more here; info; continue reading; keep reading; view; view article; visit; visit site; open;
    go; original; read original; original article; original post; view original; permalink; archive;
    archived; archive link; mirror; comments; comment; discussion; discuss; discussions; hn;
    hacker news; reddit; twitter; tweet; thread; x; mastodon; slides; code; github; repo; paper;
    doi; abstract; preprint; download; demo; docs; ref; reference; references; footnote;
    announcement;
    press release; translation; interview; review; transcript; recording; image; photo; picture;
    hier; mehr; weiterlesen; mehr lesen; weiter; quelle; zum artikel; artikel;
    ici; lire; lire la suite; lire plus; en savoir plus; lien; l'article;
    aquí; leer; leer más; ver más; enlace; fuente; qui; leggi; leggi tutto; leggi di più; fonte;
    aqui; leia mais; saiba mais; hier lezen; lees meer; meer; bron; läs mer; les mer; læs mere; her;
    här; tutaj; więcej; czytaj więcej; źródło; zde; více; тут; здесь; читать; подробнее; ссылка;
    источник; 原文; 链接; 鏈接; 来源; 來源; 阅读原文; 查看原文; 閱讀更多; こちら; ここ;
    続きを読む; リンク;    여기; 링크; 더보기
    """.replace("\n", " ").split(";")
)  # fmt: skip

# Words that, alone, are no headline beside a link.
_SMALL = frozenset(
    """
    a an and also as at by for from in into is of on or see the to with you can it its about that
    this more read source via link here full story url website article und oder siehe von bei et
    ou voir
    par y o de en e
    """.split()
)

_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_LEADING = re.compile(r"^[\s:;,.\-–—|·•*>→»›/&+=~)\]}]+")
_TRAILING = re.compile(r"[\s:;,\-–—|·•*<→←»›▸►↗⇒🔗/&+=~(\[{]+$")
_ARROWS = re.compile(r"[\s→⟶»›▸►↗⇒🔗]+$")
_TRAILING_WORDS = re.compile(
    r"[\s,;:(\[–—-]+(?:via|source|quelle|link|url|see|read|read more|more|from|by|click)[\s:]*$",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(r"^(?:\*{2,3}|~~)\s*|\s*(?:\*{2,3}|~~)$")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")
_KRAMDOWN = re.compile(r"\{:?[^{}\n]{0,200}\}")
_MARKS = re.compile("[\u200b-\u200f\u2060\ufeff\ufffc\x00-\x08\x0e-\x1f\x7f]")
_NOT_WORDS = re.compile(r"[\d\W_]+")
_ADDRESS = re.compile(r"\S*://\S*|www\.\S+|[\w.-]+\.[A-Za-z]{2,}/\S*")


def plain_text(text: str) -> str:
    r"""
    Return a text on one line, without characters nobody sees.

    >>> plain_text("  Rain  over\n the harbour\u200b ")
    'Rain over the harbour'
    """
    return " ".join(_MARKS.sub("", text).split())


def headline_of(text: str) -> str:
    """
    Return a link's text as a headline: marks of emphasis that were left over and arrows go.

    >>> headline_of("**Rain over the harbour** →")
    'Rain over the harbour'
    """
    return _LEFT_OVER.sub("", _ARROWS.sub("", plain_text(text[: 2 * MAX_HEADLINE])))


def is_pointing(text: str, host: str) -> bool:
    """
    Return whether a link's text is no headline: empty, "here", a number, an address, its own site.

    >>> is_pointing("Read more…", "news.example"), is_pointing("[1]", "news.example")
    (True, True)
    >>> is_pointing("news.example", "www.news.example"), is_pointing("Rain", "news.example")
    (True, False)
    """
    if not text or len(text) > MAX_HEADLINE or not _NOT_WORDS.sub("", text):
        return True
    folded = _EDGE.sub("", text.casefold())
    if folded in _POINTING or _ADDRESS.fullmatch(text):
        return True
    site = folded.removeprefix("www.")
    return "." in site and " " not in site and (host == site or host.endswith(f".{site}"))


def is_site_name(text: str, host: str) -> bool:
    """
    Return whether a link's text is only the name of its site.

    >>> is_site_name("The Guardian", "www.theguardian.com"), is_site_name("BBC", "bbc.co.uk")
    (True, True)
    """
    squashed = re.sub(r"[\W_]+", "", text.casefold())
    return len(squashed) > 1 and squashed in {
        label.replace("-", "") for label in host.removeprefix("www.").split(".")[:-1]
    }


def borrowed_headline(text: str) -> str:
    """
    Return the headline that stands beside a link; empty if the text there is none.

    >>> borrowed_headline("Rain over the harbour (source: ")
    'Rain over the harbour'
    >>> borrowed_headline(" and ")
    ''
    """
    if len(text) > 4 * MAX_BORROWED:
        return ""
    text = _EMPTY_BRACKETS.sub("", _KRAMDOWN.sub("", plain_text(text)))
    while True:
        shorter = _TRAILING_WORDS.sub("", _TRAILING.sub("", _LEADING.sub("", text)))
        if shorter == text:
            break
        text = shorter
    text = text.removesuffix(".")
    if len(text) > MAX_BORROWED or _ADDRESS.search(text):
        return ""
    words = [word for word in re.split(r"[\W_]+", text.casefold()) if word]
    telling = [word for word in words if word not in _SMALL and not word.isdigit()]
    if not telling or (len(words) < 2 and len(text) < 6):
        return ""
    return "" if _EDGE.sub("", text.casefold()) in _POINTING else text
