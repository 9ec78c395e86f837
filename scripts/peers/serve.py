"""Serves one peer to the benchmark, a JSON order a line on stdin, a JSON answer a line on stdout.

    python serve.py MODULE PROBLEMS

MODULE has `contenders(problems)` and `VERSIONS`; PROBLEMS is a folder of problem files. It says hello with the
contenders, then obeys {"check": n} and {"turn": n, "milliseconds": t} until stdin ends.
"""

import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path

from problem import read_problem

# Libraries print what they like: the channel is a private copy of stdout, and stdout goes to stderr.
channel = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def answer(record: dict) -> None:
    channel.write(json.dumps(record) + "\n")


def turn(contender, milliseconds: float) -> list[float]:
    """Milliseconds of each call until the turn is over; at least one."""
    times = []
    end = time.perf_counter() + milliseconds / 1000
    while True:
        start = time.perf_counter()
        contender.run()
        now = time.perf_counter()
        times.append(1000 * (now - start) / contender.calls)
        if now >= end:
            return times


def reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]


def main(module_name: str, folder: str) -> None:
    try:
        module = importlib.import_module(module_name)
        problems = {path.stem: read_problem(path) for path in sorted(Path(folder).glob("*.json"))}
        contenders = list(module.contenders(problems))
        offered = [{"work": c.work, "name": c.name, "precision": c.precision} for c in contenders]
        versions = {"python": platform.python_version(), **module.VERSIONS}
        answer({"contenders": offered, "versions": versions, "threads": module.threads()})
    except Exception as error:  # told to the benchmark, which goes on without this peer
        answer({"error": reason(error)})
        return
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if "check" in order:
                answer(contenders[order["check"]].check())
            else:
                answer({"times": turn(contenders[order["turn"]], order["milliseconds"])})
        except Exception as error:
            answer({"error": reason(error)})


main(*sys.argv[1:])
