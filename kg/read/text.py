"""
Text as people and programs write it in fields: titles, excerpts, lists of labels and of authors.

Every function takes linear time. Whether a text is HTML or Markdown only its form knows, so each
function undoes one thing, and the caller chooses:

    plain_text      HTML: tags go, references are decoded once
    plain_title     HTML in Markdown or next to it: code spans and escapes go, too
    plain_excerpt   as plain_text, cut at a word
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import combining

from kg.model.hosts import is_registered
from kg.model.text import clean_text

MAX_EXCERPT_CHARS = 1_000
_MARKUP_PER_CHAR = 100
"""Of an excerpt as many characters of markup are looked at for each that can be shown."""

# ---- references and tags --------------------------------------------------------------------

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});", re.A)


def decode_references(text: str) -> str:
    """
    Return the text with its references to characters decoded, once.

    Only those that end with a semicolon count: without, `&copy` may be part of an address.

    >>> decode_references("Q&amp;A &#8211; &hellip; &amp;lt; AT&T &nothing;")
    'Q&A – … &lt; AT&T &nothing;'
    """
    return _REFERENCE.sub(_decoded, text) if "&" in text else text


def _decoded(reference: re.Match[str]) -> str:
    from html import unescape
    from html.entities import html5

    text = reference[0]
    return unescape(text) if text[1] == "#" else html5.get(text[1:], text)


# The elements of HTML (https://html.spec.whatwg.org/#elements-3), and those it used to have.
_DIVIDING = frozenset(
    "address article aside blockquote body br button caption center dd details dialog dir div dl "
    "dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr "
    "html li main menu nav ol optgroup option p pre search section summary table tbody td tfoot "
    "th thead title tr ul".split()
)
_RUNNING = frozenset(
    "a abbr acronym applet area audio b base basefont bdi bdo big canvas cite code col colgroup "
    "data datalist del dfn em embed font frame i iframe img input ins kbd label legend link map "
    "mark meta meter nobr noframes noscript object output param picture progress q rp rt ruby s "
    "samp script select slot small source span strike strong style sub sup svg template textarea "
    "time track tt u var video wbr".split()
)
_NEVER_MEANT = frozenset("b br em hr i li p span strong wbr".split())
"""Whoever writes these without closing them still wants no tag to be seen."""

_IN_QUOTES = r"(?:[^{0}<]|<(?![a-zA-Z/!?]))*"  # as far as the next tag may begin
_TAG = (
    r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+(?:[:-][a-zA-Z0-9]+)*)(?=[\s/>]|\Z)"
    r"(?:(?P<rest>(?:[^<>\"']|\"" + _IN_QUOTES.format('"') + r"\"|'" + _IN_QUOTES.format("'") +
    r"')*)(?:>|\Z)|(?P<torn>[^<>]*+)(?:>|\Z))"
)  # fmt: skip
_CODE = r"(?P<ticks>`{1,2})(?P<code>[^`]+)(?P=ticks)"
_TAGS = re.compile(_TAG)
_TAGS_AND_CODE = re.compile(f"{_CODE}|{_TAG}")
_UNSEEN = (
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<script(?=[\s>])", re.I), re.compile(r"</script\s*>", re.I)),
    (re.compile(r"<style(?=[\s>])", re.I), re.compile(r"</style\s*>", re.I)),
)
_DECLARATION = re.compile(r"<[!?][a-zA-Z][^<>]*>")


def remove_tags(text: str) -> str:
    """
    Return the text of HTML: without tags, comments, scripts and styles; blocks become words.

    What only looks like a tag stays: a name that HTML does not have, or an element that is named
    in a sentence, with neither attributes nor an end.

    >>> remove_tags("<p>One<br>two <b>th</b>ree<!-- four --></p>").split()
    ['One', 'two', 'three']
    >>> remove_tags("I <3 a < b: how to use <template> in Vue")
    'I <3 a < b: how to use <template> in Vue'
    """
    return _without_tags(text, _TAGS)


def _without_tags(text: str, pattern: re.Pattern[str]) -> str:
    if "<" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "") if "<![CDATA[" in text else text
        for opening, closing in _UNSEEN:
            text = _cut_out(text, opening, closing)
        text = _DECLARATION.sub("", text)
    elif pattern is _TAGS:
        return text
    opened: set[str] = set()
    closed: set[str] = set()
    for tag in _TAGS.finditer(text):
        (closed if tag["end"] else opened).add(tag["name"].lower())
    paired = opened & closed

    def replaced(match: re.Match[str]) -> str:
        if code := match.groupdict().get("code"):
            return code.strip()
        name = match["name"].lower()
        if not _is_tag(match, name, paired):
            return match[0]
        return " " if name in _DIVIDING else ""

    return pattern.sub(replaced, text)


def _is_tag(match: re.Match[str], name: str, paired: set[str]) -> bool:
    attributes = match["rest"] if match["rest"] is not None else match["torn"]
    is_known = name in _DIVIDING or name in _RUNNING
    if not match[0].endswith(">"):  # the end was cut off
        return is_known and "=" in attributes
    if "=" in attributes or name in paired:
        return True
    if name in _NEVER_MEANT or (is_known and attributes.endswith("/")):
        return attributes.strip() in ("", "/")
    return False


def _cut_out(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Return the text without what stands between an opening and a closing mark."""
    kept, at = [], 0
    while begin := opening.search(text, at):
        end = closing.search(text, begin.end())
        if not end:
            break
        kept.append(text[at : begin.start()])
        at = end.end()
    return "".join(kept) + text[at:]


# ---- plain text -----------------------------------------------------------------------------

_ESCAPED = re.compile(r"\\([#*_`\[\]])")


def plain_text(html: str) -> str:
    r"""
    Return the text of HTML on one line: tags go, references are decoded once.

    Soft hyphens and control characters go, too.

    >>> plain_text("<p>Q&amp;A:\n <b>rain</b></p>"), plain_text("a &lt;b&gt; c")
    ('Q&A: rain', 'a <b> c')
    """
    return _on_one_line(decode_references(remove_tags(html)))


def plain_title(text: str) -> str:
    r"""
    Return a title as plain text: as `plain_text`, and without the back-ticks of code and escapes.

    Tags in code stay. A title that is nothing but tags comes back empty.

    >>> plain_title(r"Use `<b>` in C\# &amp; my_file")
    'Use <b> in C# & my_file'
    """
    text = _without_tags(text, _TAGS_AND_CODE) if "`" in text else remove_tags(text)
    return _on_one_line(_ESCAPED.sub(r"\1", decode_references(text)))


def plain_excerpt(text: str, limit: int = MAX_EXCERPT_CHARS) -> str:
    """
    Return the plain text of HTML, with at most so many characters: cut after a word, and `…`.

    >>> plain_excerpt("<p>Rain &amp; floods</p>"), plain_excerpt("Rain and floods", 12)
    ('Rain & floods', 'Rain and…')
    """
    plain = plain_text(text[: limit * _MARKUP_PER_CHAR])
    if len(plain) <= limit:
        return plain
    end = limit - 1
    if plain[end] != " ":
        space = plain.rfind(" ", 0, end)
        if space > end // 2:
            end = space
        else:  # a script without spaces: a letter keeps its accents
            while end > limit - 20 and end > 0 and combining(plain[end]):
                end -= 1
    return plain[:end].rstrip(" ,;:.(-–—") + "…"


def _on_one_line(text: str) -> str:
    if not text.isascii():
        text = text.replace("\u00ad", "")
    return " ".join(clean_text(text).split())


# ---- links in Markdown ----------------------------------------------------------------------

_BRACKETS = re.compile(r"\\.|[\[\]]", re.S)
_PARENTHESES = re.compile(r"\\.|[()]", re.S)
_LINK_TITLE = r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?"""
_TARGET = re.compile(rf"(?:<([^<>\n]*)>|([^\s<]\S*+)){_LINK_TITLE}")
_PUNCTUATION = re.compile(r"\\([!-/:-@\[-`{-~])")


def markdown_link(text: str) -> tuple[str, str] | None:
    """
    Return the text and the address of a text that is one link in Markdown, else None.

    Brackets and parentheses in it are balanced (https://spec.commonmark.org/0.31.2/#links). The
    link's own title is left out. The address is as written: it may be a relative one.

    >>> markdown_link("[Rain [video]](https://example.org/a_(b) 'Rain')")
    ('Rain [video]', 'https://example.org/a_(b)')
    >>> markdown_link("see [Rain](https://example.org/a)") is None
    True
    """
    text = text.strip()
    if not text.startswith("[") or not text.endswith(")"):
        return None
    depth = 0
    for mark in _BRACKETS.finditer(text):
        depth += {"[": 1, "]": -1}.get(mark[0], 0)
        if not depth:
            break
    if depth or text[mark.end() : mark.end() + 1] != "(":
        return None
    match = _TARGET.fullmatch(text[mark.end() + 1 : -1].strip())
    address = (match[1] or match[2]) if match else None
    if not match or not address or (match[2] and not _is_balanced(address)):
        return None
    return text[1 : mark.start()].strip(), decode_references(_PUNCTUATION.sub(r"\1", address))


def _is_balanced(address: str) -> bool:
    depth = 0
    for mark in _PARENTHESES.finditer(address):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth < 0:
            return False
    return depth == 0


# ---- labels ---------------------------------------------------------------------------------

_WIKI = r"#?\[\[[^\[\]]*\]\]"
_QUOTED = r'(?<![^\s,;|\[])"[^"]*"(?=\s*(?:[,;|\n\]]|\Z))'
_WIKI_LINK = re.compile(r"\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
_WIKI_LINKS = re.compile(_WIKI)
_BETWEEN_LABELS = re.compile(rf"{_WIKI}|{_QUOTED}|([,;|\n])")
_WORDS = re.compile(rf"{_WIKI}|{_QUOTED}|(?:[^\s\[]|\[(?!\[))+")
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "„": "“", "«": "»"}


def split_labels(text: str, *, spaces: bool = False) -> list[str]:
    """
    Return the labels in a text, which `,` `;` `|` or line breaks part; without repeats.

    `spaces` part them, too, if asked for, and always where each word is `#a` or `[[a]]`. A list
    that was written as text (`["a", "b"]`) counts as one. Each label is as `clean_label` has it.

    >>> split_labels("Rain, C#; [[Floods|High water]]"), split_labels("#rain #floods")
    (['Rain', 'C#', 'High water'], ['rain', 'floods'])
    >>> split_labels("rain floods"), split_labels("rain floods", spaces=True)
    (['rain floods'], ['rain', 'floods'])
    """
    text = text.strip()
    if text.startswith("[") and text.endswith("]") and not _has_brackets(text[1:-1]):
        text = text[1:-1]
    labels: list[str] = []
    for part in _parts(text, _BETWEEN_LABELS):
        words = _WORDS.findall(part) if spaces or "#" in part or "[[" in part else []
        marked = len(words) > 1 and all(word.startswith(("#", "[[")) and word[1:] for word in words)
        labels += words if marked or (spaces and words) else [part]
    return _distinct(map(clean_label, dict.fromkeys(labels)))


def _has_brackets(text: str) -> bool:
    rest = _WIKI_LINKS.sub("", text)
    return "[" in rest or "]" in rest


def _parts(text: str, between: re.Pattern[str]) -> list[str]:
    """Return what stands between the matches of a pattern's first group."""
    parts, at = [], 0
    for match in between.finditer(text):
        if match[1]:
            parts.append(text[at : match.start()].strip())
            at = match.end()
    return [part for part in (*parts, text[at:].strip()) if part]


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, texts)))


def without_emphasis(name: str) -> str:
    """
    Return a name without the emphasis that Markdown gives to it or to words of it.

    >>> without_emphasis("*The Times*"), without_emphasis("__Wired__ UK"), without_emphasis("a_b_c")
    ('The Times', 'Wired UK', 'a_b_c')
    """
    return _EMPHASIS.sub(r"\2", name) if "*" in name or "_" in name else name


_EMPHASIS = re.compile(r"(?<!\w)([*_]{1,3})(?![\s*_])([^*_]{1,200})(?<!\s)\1(?![\w*])")


def clean_label(text: str) -> str:
    """
    Return a label without the marks of tags, links and quotes that it is written with.

    The heading of a linked note goes; what stands behind `|` is the label. A nested tag keeps its
    path, and a name such as `C#` its sign.

    >>> clean_label("#rain"), clean_label("[[Rain]]"), clean_label("[[notes/rain#Facts|Rain]]")
    ('rain', 'Rain', 'Rain')
    >>> clean_label("C#"), clean_label("#weather/rain"), clean_label("'Rain'")
    ('C#', 'weather/rain', 'Rain')
    """
    label = _unwrapped(text.replace("\\#", "#"))
    if label.startswith("#") and not label[1:].isdigit():
        label = label.lstrip("#").strip()
        if " " in label and label.endswith("#"):  # Bear closes a tag of several words
            label = label[:-1]
        label = _unwrapped(label)
    return label


def _unwrapped(text: str) -> str:
    """Return a text on one line without quotes around it; of a link, its text."""
    text = " ".join(text.split()).strip(" ,;|")
    if text[:1].isalnum():
        return text
    for _ in range(3):  # "[[a]]", '"a"'
        inner = text[1:-1]
        if len(text) > 2 and _QUOTES.get(text[0]) == text[-1] and text[-1] not in inner:
            text = inner.strip()
        elif text.startswith("[[") and (link := _WIKI_LINK.fullmatch(text)):
            text = (link[2] or "").strip() or _without_heading(link[1].rstrip("\\").strip())
        elif text.startswith("[") and (found := markdown_link(text)):
            text = found[0]
        else:
            break
    return text


def _without_heading(name: str) -> str:
    note, sign, heading = name.partition("#")
    return note if note and sign and heading.strip() == heading != "" else name


# ---- authors --------------------------------------------------------------------------------

_IN_MARKS = rf"{_WIKI}|\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]"
_BETWEEN_GROUPS = re.compile(rf"{_IN_MARKS}|([;|\n])")
_COMMAS = re.compile(rf"{_IN_MARKS}|(,)")
_AND = re.compile(r"\s(?:and|&)\s", re.I)
_FIRST_AND = re.compile(r"(?:and|&)\s+", re.I)
_BY = re.compile(r"(?:(?:written|words|story|text)\s+)?by:?\s+", re.I)
_AND_OTHERS = re.compile(r"(?:,\s?|\s)(?:et al\.?|and others)\Z", re.I)
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.[ -]?){1,5}")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq|mba|msc|dphil)\.?", re.I)
_PARTICLES = frozenset("al bin da de del della der di dos du el la le van von ter".split())
_OF_BODIES = frozenset("for in of on the".split())
"""Words that stand in names of bodies: the Ministry of Food and Rural Affairs is one author."""
_IN_PARENTHESES = re.compile(r"[<(]([^<>()]*)[>)]")


def split_authors(text: str) -> list[str]:
    """
    Return the names of the authors in a text, without repeats.

    `;`, `|` and line breaks part authors; `,` `and` `&` do unless that would part one:

    - `Doe, Jane` is one person, as is `Jane Doe, Jr.`; where other authors or initials show that
      surnames come first (`Doe, Jane; Roe, Ann`, `Doe, J., Roe, A.`), they are put last.
    - `and` parts names of at least two words each, or the last in a list with commas, but no name
      of a body: `Simon & Schuster`, `Office of Food and Health`.

    Of `jane@example.org (Jane Doe)` the name counts. A bare address or site and a text without
    letters are no author; a handle (`@jane`) is.

    >>> split_authors("By Jane Doe, John Roe and Ann Poe")
    ['Jane Doe', 'John Roe', 'Ann Poe']
    >>> split_authors("Doe, Jane"), split_authors("Doe, Jane; Roe, Ann")
    (['Doe, Jane'], ['Jane Doe', 'Ann Roe'])
    >>> split_authors("jane@example.org (Jane Doe)"), split_authors("example.org")
    (['Jane Doe'], [])
    """
    text = _AND_OTHERS.sub("", "\n".join(" ".join(line.split()) for line in text.splitlines()))
    groups = _parts(text[by.end() :] if (by := _BY.match(text)) else text, _BETWEEN_GROUPS)
    if len(groups) == 1 and all(map(_inverted, _AND.split(groups[0]))):
        groups = _AND.split(groups[0])  # as BibTeX writes them
    if len(groups) > 1 and all(map(_inverted, groups)):
        names = [_inverted(group) for group in groups]
    else:
        names = [name for group in groups for name in _names_in(group)]
    return _distinct(map(_clean_author, dict.fromkeys(names)))


def _inverted(text: str) -> str:
    """Return `Jane Doe` for `Doe, Jane`, or nothing if it is written in no such way."""
    surname, comma, given = (part.strip() for part in text.partition(","))
    if not comma or "," in given or _SUFFIX.fullmatch(given) or not 1 <= len(given.split()) <= 3:
        return ""
    words = surname.split()
    begins = (len(words) == 1 and words[0][0].isupper()) or (words and words[0] in _PARTICLES)
    return f"{given} {surname}" if begins else ""


def _names_in(group: str) -> list[str]:
    if "," not in group and not _AND.search(group):
        return [group]
    pieces: list[str] = []
    for part in _parts(group, _COMMAS):
        if pieces and _SUFFIX.fullmatch(part):
            pieces[-1] += f", {part}"
        else:
            pieces.append(_FIRST_AND.sub("", part, count=1) if _FIRST_AND.match(part) else part)
    pairs = [", ".join(pieces[at : at + 2]) for at in range(0, len(pieces), 2)]
    if (
        len(pieces) > 1
        and all(map(_INITIALS.fullmatch, pieces[1::2]))
        and all(map(_inverted, pairs))
    ):
        return [_inverted(pair) for pair in pairs]
    if len(pieces) == 2 and _is_one_person(*pieces):
        return [", ".join(pieces)]
    return [name for piece in pieces for name in _at_and(piece, in_list=len(pieces) > 1)]


def _is_one_person(surname: str, given: str) -> bool:
    """Return whether `Doe, Jane` stands there; `Reuters, AFP` and names without case are two."""
    words = surname.split()
    return (
        (len(words) == 1 or words[0] in _PARTICLES)
        and len(given.split()) == 1
        and all(name[0] != "@" and name[-1:].islower() for name in (surname, given))
        and not any("." in name for name in (surname, given))
    )


def _at_and(text: str, *, in_list: bool) -> list[str]:
    names = [name.strip() for name in _AND.split(text)]
    if len(names) == 1:
        return names
    bodies = any(not _OF_BODIES.isdisjoint(name.lower().split()) for name in names)
    persons = all(" " in name or name.startswith("@") for name in names)
    return names if all(names) and not bodies and (persons or in_list) else [text]


def _clean_author(text: str) -> str:
    name = _unwrapped(text)
    if "@" in name or "://" in name:
        name = _name_beside_address(name)
    is_site = "." in name and " " not in name and not name.startswith("@") and is_registered(name)
    if is_site or not any(map(str.isalpha, name)):
        return ""
    return name


def _name_beside_address(text: str) -> str:
    """Return the name that stands with an address: before, behind or in parentheses."""
    outside = " ".join(
        _IN_PARENTHESES.sub(lambda m: m[0] if not _is_address(m[1]) else "", text).split()
    )
    in_marks = _IN_PARENTHESES.search(outside)
    if in_marks and _is_address(outside[: in_marks.start()].strip()):
        return _unwrapped(in_marks[1])
    words = [word for word in outside.split(" ") if word.startswith("@") or not _is_address(word)]
    return _unwrapped(" ".join(words))


def _is_address(text: str) -> bool:
    return " " not in text and ("://" in text or "@" in text or text.startswith("mailto:"))
