"""Whose page an address on a platform is: each platform by its own documentation."""

from __future__ import annotations

import pytest

from kg.model.platforms import account_of, is_account_page, platform_of


@pytest.mark.parametrize(
    ("address", "account", "is_page"),
    [
        ("anchor.fm/jane", "jane", True),
        ("anchor.fm/jane/episodes/1", "jane", False),
        ("bitchute.com/channel/jane", "jane", True),
        ("bitchute.com/video/jane", None, False),
        ("dailymotion.com/jane", "jane", True),
        *((f"dailymotion.com/{word}/x1", None, False) for word in ("video", "playlist", "embed")),
        ("dev.to/jane", "jane", True),
        ("dev.to/jane/how-to", "jane", False),
        ("dev.to/t/python", None, False),
        ("facebook.com/jane", "jane", True),
        ("facebook.com/pages/jane", "jane", True),
        ("facebook.com/people/jane", "jane", True),
        ("facebook.com/groups/jane", "jane", True),
        ("github.com/jane", "jane", True),
        ("github.com/orgs/jane", "jane", True),
        ("github.com/jane/notes", "jane", False),
        ("instagram.com/jane/", "jane", True),
        *(
            (f"instagram.com/{word}/x1", None, False)
            for word in ("p", "reel", "reels", "tv", "explore", "stories")
        ),
        ("issuu.com/jane", "jane", True),
        *((f"linkedin.com/{word}/jane", "jane", True) for word in ("in", "company", "school")),
        ("linkedin.com/showcase/jane", "jane", True),
        ("linkedin.com/pulse/how-to", None, False),
        ("livejournal.com/users/jane", "jane", True),
        ("jane.livejournal.com", "jane", True),
        ("medium.com/@jane", "jane", True),
        ("medium.com/jane", "jane", True),
        ("medium.com/@jane/how-to", "jane", False),
        *((f"medium.com/{word}/x1", None, False) for word in ("p", "tag", "topic", "m")),
        ("jane.medium.com", "jane", True),
        ("odysee.com/@jane", "jane", True),
        ("odysee.com/jane", None, False),
        ("patreon.com/jane", "jane", True),
        *((f"patreon.com/{word}/x1", None, False) for word in ("posts", "c")),
        ("quora.com/profile/jane", "jane", True),
        ("quora.com/How-to", None, False),
        *((f"reddit.com/{word}/jane", "jane", True) for word in ("r", "u", "user")),
        ("old.reddit.com/r/jane/comments/1", "jane", False),
        ("rumble.com/c/jane", "jane", True),
        ("rumble.com/user/jane", "jane", True),
        ("rumble.com/jane", None, False),
        ("scribd.com/user/7/jane", "jane", True),
        ("scribd.com/user/jane", None, False),
        ("slideshare.net/jane", "jane", True),
        ("slideshare.net/slideshow/x1", None, False),
        ("soundcloud.com/jane", "jane", True),
        ("t.me/jane", "jane", True),
        ("t.me/s/jane", "jane", True),
        ("t.me/joinchat/x1", None, False),
        ("threads.net/@jane", "jane", True),
        ("threads.net/jane", None, False),
        ("tiktok.com/@jane", "jane", True),
        ("tiktok.com/@jane/video/1", "jane", False),
        ("tiktok.com/jane", None, False),
        ("tumblr.com/jane", "jane", True),
        ("tumblr.com/blog/jane", "jane", True),
        ("tumblr.com/blog/view/jane", "jane", True),
        *((f"tumblr.com/{word}/x1", None, False) for word in ("tagged", "search", "dashboard")),
        ("jane.tumblr.com", "jane", True),
        ("jane.tumblr.com/post/1", "jane", False),
        ("twitch.tv/jane", "jane", True),
        *((f"twitch.tv/{word}/1", None, False) for word in ("videos", "directory")),
        ("twitter.com/jane", "jane", True),
        ("twitter.com/jane/status/1", "jane", False),
        ("vimeo.com/jane", "jane", True),
        ("vimeo.com/123", None, False),
        ("vimeo.com/123/x", None, False),
        *((f"vimeo.com/{w}/x1", None, False) for w in ("channels", "groups", "showcase", "album")),
        ("x.com/jane", "jane", True),
        *((f"youtube.com/{word}jane", "jane", True) for word in ("@", "c/", "user/", "channel/")),
        ("youtube.com/watch?v=1", None, False),
        ("youtu.be/@jane", "jane", True),
        ("fb.com/jane", "jane", True),
        ("jane.github.io", "jane", True),
        ("jane.github.io/a", "jane", False),
        ("jane.wordpress.com/", "jane", True),
        ("news.example.org/jane", None, False),
        ("github.com/", None, False),
        ("twitter.com/%4Ajane", "Jjane", True),
    ],
)
def test_an_address_tells_the_account_and_whether_it_is_its_page(
    address: str, account: str | None, is_page: bool
) -> None:
    for start in ("https://", "http://"):
        assert account_of(start + address) == account
        assert is_account_page(start + address) is is_page


@pytest.mark.parametrize(
    "word",
    "about account ads apps article articles blog business careers contact developers discover "
    "docs enterprise events explore features hashtag help home i intent issues jobs join legal "
    "login marketplace news notifications policies press pricing privacy pulls query search "
    "security settings share sharer sharer.php signup sponsors status support terms topics "
    "trending video videos watch web wp-admin".split(),
)
def test_words_that_platforms_keep_are_no_accounts(word: str) -> None:
    for address in (f"https://x.com/{word}", f"https://github.com/{word.upper()}/jane"):
        assert account_of(address) is None
        assert not is_account_page(address)


@pytest.mark.parametrize(
    ("host", "platform"),
    [
        ("www.youtube.com", "youtube.com"), ("youtu.be", "youtube.com"),
        ("fb.com", "facebook.com"), ("m.facebook.com", "facebook.com"),
        ("old.reddit.com", "reddit.com"), ("jane.github.io", "github.io"),
        ("jane.blogspot.com", "blogspot.com"), ("example.org", None), ("notgithub.com", None),
    ],
)  # fmt: skip
def test_hosts_belong_to_platforms(host: str, platform: str | None) -> None:
    assert platform_of(host) == platform
