"""
Time `kg serve` against `rdflib-endpoint`, in one run, over HTTP with eight connections.

    python benchmarks/serve.py GRAPH_FOLDER [--peer PROGRAM] [--seconds N] [--rounds N]

Needs `wrk`, and `rdflib-endpoint` in an environment of its own, whose program `--peer` names. Both
answer the same simple queries, in turns, over the same graph; kg with all its limits on and without
any cache of answers. The figure is the median over the rounds; a failed request ends the benchmark.
"""

from __future__ import annotations

import argparse
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPT = """\
local queries = {
  "SELECT ?s WHERE { ?s a <https://schema.org/NewsArticle> } LIMIT 5",
  "ASK { ?s <https://schema.org/headline> ?h }",
  "SELECT ?n WHERE { ?o a <https://schema.org/NewsMediaOrganization> ; <https://schema.org/name> ?n } LIMIT 3",
  "SELECT ?l WHERE { ?t <http://www.w3.org/2004/02/skos/core#prefLabel> ?l } LIMIT 10",
  "SELECT ?s ?d WHERE { ?s <https://schema.org/datePublished> ?d } LIMIT 2",
}
local paths = {}
for i, query in ipairs(queries) do
  paths[i] = "%s?query=" .. query:gsub("[^%%w]", function(c) return string.format("%%%%%%02X", c:byte()) end)
end
local n = 0
request = function()
  n = n %% #paths + 1
  return wrk.format("GET", paths[n], {["Accept"] = "application/sparql-results+json"})
end
done = function(summary)
  local e = summary.errors
  io.write(string.format("FAILED %%d\\n", e.status + e.read + e.write + e.connect + e.timeout))
end
"""  # noqa: E501


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], address: str) -> Iterator[None]:
    """Run a server until the end of the block, which begins when it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=5).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def rate(address: str, script: Path, seconds: int) -> float:
    """Return the queries a second that a server answered; none may fail."""
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-s", str(script), address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if failed := int(re.search(r"FAILED (\d+)", said)[1]):  # type: ignore[index]
        raise SystemExit(f"{failed} requests to {address} failed.")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])  # type: ignore[index]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer", default="rdflib-endpoint")
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    ports = {"kg": free_port(), "peer": free_port()}
    paths = {"kg": "/sparql", "peer": "/"}
    kg = [sys.executable, "-m", "kg", "serve", str(given.folder), "--port", str(ports["kg"])]
    peer = [given.peer, "serve", "--host", "127.0.0.1", "--port", str(ports["peer"]),
            "--store", "Oxigraph", str(given.folder / "graph.ttl")]  # fmt: skip
    address = {name: f"http://127.0.0.1:{ports[name]}{paths[name]}" for name in ports}
    rates: dict[str, list[float]] = {"kg": [], "peer": []}
    with (
        tempfile.TemporaryDirectory() as folder,
        running(kg, address["kg"]),
        running(peer, address["peer"]),
    ):
        for _ in range(given.rounds):
            for name in rates:
                script = Path(folder, f"{name}.lua")
                script.write_text(SCRIPT % paths[name])
                rates[name].append(rate(address[name], script, given.seconds))
    for name, each in (("kg serve", rates["kg"]), ("rdflib-endpoint", rates["peer"])):
        print(
            f"{name:<16} {statistics.median(each):>8,.0f} queries a second, median of {len(each)}"
        )
    ratios = [ours / theirs for ours, theirs in zip(rates["kg"], rates["peer"], strict=True)]
    print(f"that is {statistics.median(ratios):.1f} times as many ({min(ratios):.1f} to"
          f" {max(ratios):.1f}); no request failed, no answer came from a cache")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
