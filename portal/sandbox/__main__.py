"""`manage.py sandbox`, or `python -m portal.sandbox`: the stand-in API alone.

It needs no settings.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted. An install that is not for practice lacks what it needs."""
    asked = parser().parse_args(arguments)
    try:
        from portal.sandbox import server
    except ModuleNotFoundError as missing:
        sys.exit(
            f"The stand-in API needs {missing.name}, which is not installed. Install it with:"
            f" {sys.executable} -m pip install --require-hashes -r requirements-practice.txt"
        )
    server.main(asked.port, asked.seed, asked.host, asked.latency_ms, asked.data, asked.fd)


def parser() -> ArgumentParser:
    """The command's options."""
    options = ArgumentParser(
        prog="sandbox", description="The practice provider: a stand-in for the proctoring API."
    )
    options.add_argument("--port", type=int, default=9000)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--seed", type=int, default=1, help="the same number gives the same data")
    options.add_argument("--latency-ms", type=float, default=0, help="how long every answer takes")
    options.add_argument(
        "--fd", type=int, help="answer on this open listening socket instead of a port"
    )
    options.add_argument(
        "--data", type=Path, help="keep the practice data in this file between two runs"
    )
    return options


if __name__ == "__main__":
    main()
