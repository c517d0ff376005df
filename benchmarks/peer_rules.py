"""Run by the peers' own Python: zen-engine over rules and facts from standard input; seconds and verdicts to its output."""

from __future__ import annotations

import json
import sys
from time import perf_counter

import zen

ROUNDS, SECONDS = 5, 0.5


def main() -> None:
    """Compile each expression once, then ask all of them again and again; the best round counts."""
    asked = json.load(sys.stdin)
    rules = [zen.compile_expression(text) for text in asked["rules"]]
    pairs = list(zip(rules, asked["facts"], strict=True))
    verdicts = [rule.evaluate(facts) for rule, facts in pairs]
    best = float("inf")
    for _round in range(ROUNDS):
        calls, start = 0, perf_counter()
        while (taken := perf_counter() - start) < SECONDS:
            for rule, facts in pairs:
                rule.evaluate(facts)
            calls += 1
        best = min(best, taken / calls)
    json.dump({"seconds": best, "verdicts": verdicts}, sys.stdout)


if __name__ == "__main__":
    main()
