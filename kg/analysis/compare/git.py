"""Files as they are in a revision of git. Nothing is checked out, and nothing is written."""

from __future__ import annotations

import os
import subprocess

from kg.errors import KgError

SECONDS = 120
"""After which git is given up."""
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",  # of a partial clone, what is not there is not fetched
    "LC_ALL": "C",
}


def read_blob(revision: str, path: str) -> bytes | None:
    """
    Return the bytes of a file in a revision; None if the revision has no such file.

    The path starts at the root of the repository, or at the current folder if it begins with `./`.
    Raises KgError if there is no git, no repository or no such revision.
    """
    if any(char in f"{revision}{path}" for char in "\n\0"):
        raise KgError("The name of a revision or folder has a line break. Name another.")
    found = _object(f"{revision}:{path}", "blob")
    if found is None and _object(f"{revision}^{{tree}}", "tree") is None:
        raise KgError(f"git has no revision {revision!r}. Name one that 'git log' shows.")
    return found


def _object(name: str, kind: str) -> bytes | None:
    """Return the bytes of an object of git; None if there is none of that kind."""
    # Names go to standard input, where none is taken for an option.
    try:
        done = subprocess.run(
            ["git", "cat-file", "--batch"],
            input=f"{name}\n".encode("utf-8", "surrogateescape"),
            capture_output=True, timeout=SECONDS, env=os.environ | _QUIET, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise KgError("git is not installed. Install it, or name two folders.") from None
    except subprocess.TimeoutExpired:
        raise KgError(f"git has not answered for {SECONDS} seconds. Try again.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed."]
        reason = said[0].removeprefix("fatal: ").removeprefix("error: ").rstrip(".")
        raise KgError(f"git: {reason}. Run kg diff in a repository, or name two folders.")
    head, _, body = done.stdout.partition(b"\n")
    parts = head.split()
    if len(parts) < 2 or parts[-2] != kind.encode() or not parts[-1].isdigit():
        return None
    return body[: int(parts[-1])]
