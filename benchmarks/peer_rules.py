"""Run by the peers' own Python: rules and facts from standard input to zen-engine; prints seconds and verdicts.

Rules that are asked of the same facts stand in one decision, so that the facts are handed over once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import TypeAlias

import zen  # type: ignore[import-not-found]

ROUNDS, SECONDS = 5, 0.5
Facts: TypeAlias = Mapping[str, "bool | float | str"]


def decision(rules: Sequence[str]) -> zen.ZenDecision:
    """One decision that gives every rule's outcome, by its place."""
    expressions = [{"id": str(n), "key": f"rule_{n}", "value": rule} for n, rule in enumerate(rules)]
    nodes = [
        {"id": "input", "name": "input", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": expressions}},
        {"id": "output", "name": "output", "type": "outputNode"},
    ]
    edges = [
        {"id": "first", "type": "edge", "sourceId": "input", "targetId": "rules"},
        {"id": "second", "type": "edge", "sourceId": "rules", "targetId": "output"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def main() -> None:
    """Build each decision once, then ask all of them again and again; the best round counts."""
    asked: Sequence[tuple[Sequence[str], Facts]] = json.load(sys.stdin)
    pairs = [(decision(rules), facts) for rules, facts in asked]
    answers = [made.evaluate(facts)["result"] for made, facts in pairs]
    verdicts = [
        [answer[f"rule_{n}"] for n in range(len(rules))] for answer, (rules, _facts) in zip(answers, asked, strict=True)
    ]
    best = float("inf")
    for _round in range(ROUNDS):
        calls, start = 0, perf_counter()
        while (taken := perf_counter() - start) < SECONDS:
            for made, facts in pairs:
                made.evaluate(facts)
            calls += 1
        best = min(best, taken / calls)
    json.dump({"seconds": best, "verdicts": verdicts}, sys.stdout)


if __name__ == "__main__":
    main()
