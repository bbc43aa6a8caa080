"""Names of fields by which a head of plain lines is told from prose."""

from __future__ import annotations

_SURE = """
    weburl originalurl bookmarkof likeof repostof externalurl externallink linkurl linkto sourceurl
    articleurl articlelink redirectto redirect link url href uri fulltitle title headline date
    published publishedat publisheddatetime datepublished publishdate pubdate publicationdate
    datesaved savedat dateadded timeadded adddate createdat tags keywords slug permalink
    canonicalurl
"""
"""One of them makes a head, if every line is a field."""

_KNOWN = """
    links source linktitle name issued clipped created time modified updated
    datemodified modifieddatetime modifiedat updatedat lastmodified lastupdated lastmod
    inlanguage language
    provider publication publisher outlet feedname sitename site venue journal newspaper media
    topics labels label category categories subjects subject authors author byline by creator
    excerpt description summary abstract deck blurb selection images image cover coverimage
    featuredimage thumbnail previewimage related
    status lang language template saveas layout type draft series subtitle copyright css
    baseheaderlevel htmlheader latexinput affiliation email from documenttags documentnote
    aliases alias public comments toc id
"""
"""
Two fields make a head, if one of them is among these or those above: what kg reads, and what
Pelican, Python-Markdown, MultiMarkdown, Hexo, Nikola, Readwise and Logseq write.
"""

SURE = frozenset(_SURE.split())
KNOWN = SURE | frozenset(_KNOWN.split())

LISTS = frozenset(
    "topics tags keywords labels category categories subjects authors author byline by creator "
    "documenttags aliases alias links".split()
)
"""Fields of which each line is a value of its own."""
