"""``python -m tests.bench NAME [--json]``: run one benchmark."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
from dataclasses import asdict

import tests.bench

from .result import Result

#: What benchmarks are made of.
NO_BENCHMARKS = ("__main__", "result", "load", "synthetic_firms", "whitenoise_alone", "imports", "importing", "bot_peer")


def names() -> list[str]:
    """Return the benchmarks there are."""
    return sorted(each.name for each in pkgutil.iter_modules(tests.bench.__path__) if each.name not in NO_BENCHMARKS)


def main() -> None:
    """Run the benchmark named on the command line and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", choices=names())
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.add_argument("--rows", type=int, help="of how many rows, where the benchmark builds its own")
    options = parser.parse_args()
    sized = {"rows": options.rows} if options.rows else {}
    results: list[Result] = importlib.import_module(f"tests.bench.{options.name}").measure(**sized)
    if options.json:
        print(json.dumps([asdict(each) | {"ratio": each.ratio, "holds": each.holds} for each in results], ensure_ascii=False))
        return
    for each in results:
        print(
            f"{each.what}: ours {each.ours:,.0f} {each.unit}, {each.reference_name} {each.reference:,.0f}: ratio {each.ratio:.2f}", end=""
        )
        print(f" (bar {each.bar:.2f}: {'holds' if each.holds else 'MISSED'})")


if __name__ == "__main__":
    main()
