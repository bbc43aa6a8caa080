"""A real `kg serve` in a process of its own, and plain HTTP to ask it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

JSON = "application/sparql-results+json"


@dataclass
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Server:
    """Where a server answers."""

    port: int
    process: subprocess.Popen[str]
    address: str = field(init=False)
    endpoint: str = field(init=False)

    def __post_init__(self) -> None:
        self.address = f"http://127.0.0.1:{self.port}/"
        self.endpoint = self.address + "sparql"

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = 60,
    ) -> Response:
        """Return the response to a request that has these headers, and no others but Host."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            given = {name.lower() for name in headers or {}}
            connection.putrequest(
                method, path, skip_accept_encoding=True, skip_host="host" in given
            )
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.headers.items()}
            return Response(response.status, named, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Response:
        return self.send("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def ask(self, query: str, accept: str = JSON, seconds: float = 60, graph: str = "") -> Response:
        """Return the response to a query, by default over the default graph."""
        fields = {"query": query, **({"default-graph-uri": graph} if graph else {})}
        headers = {"Accept": accept}
        return self.send("GET", f"/sparql?{urlencode(fields)}", headers=headers, seconds=seconds)


@contextmanager
def serving(
    folder: Path, *options: str, cwd: Path | None = None, temporary: Path | None = None
) -> Iterator[Server]:
    """Serve a folder on a free port until the end, which must be clean, unless it came before."""
    command = [sys.executable, "-m", "kg", "serve", str(folder), "--port", "0", *options]
    env = {**os.environ, **({"TMPDIR": str(temporary)} if temporary else {})}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd, env=env
    )
    try:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        match = re.search(r":(\d+)/$", line.rstrip())
        assert match, f"{line}{process.stderr.read()}"
        yield Server(int(match[1]), process)
        if process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 0, (process.returncode, err)
        assert "Traceback" not in out + err, err
    finally:
        process.kill()
        process.wait()
