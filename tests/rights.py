"""Run a program that the rights of files hold for, even if root runs the tests."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """
    Return what a Python process did that is refused what the mode of a file or folder refuses.

    It runs as the user who runs the tests, so it reads the checkout and the environment wherever
    they lie. Another user could not import from a home folder of mode 700.
    """
    command: Sequence[str] = [sys.executable, "-c", code, *arguments]
    if os.geteuid() != 0:
        return subprocess.run(command, cwd=ROOT, capture_output=True)
    if sys.platform != "linux":
        pytest.skip("root is refused nothing here")
    return subprocess.run(command, cwd=ROOT, capture_output=True, preexec_fn=_stop_overriding)


def _stop_overriding() -> None:
    """Take from the program that is started next root's right to pass over modes."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
