"""Our JSONata evaluator against jsonata-python and, where `node` finds the npm package, the reference implementation.

    python -m benchmarks jsonata          (NODE_PATH=…/node_modules adds the reference)

Each expression is compiled once and evaluated on the same 10,000 orders; a ratio: how many times longer theirs takes.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import medians

EXPRESSIONS = {
    "a path": ("$states.input.order.customer.name", 2000),
    "an object": ("{'id': $states.input.order.id, 'next': $states.input.order.id + 1}", 1000),
    "a condition": ("$states.input.order.id > 2 and $states.input.order.customer.name = 'Ada'", 1000),
    "$map over 10,000": ("$map($states.input.numbers, function($n) { $n * 2 })", 1),
    "objects from 10,000": ("$states.input.orders.{'id': id, 'total': price * qty}", 1),
    "$sum of a filter": ("$sum($states.input.orders[qty > 3].price)", 1),
    "group 10,000": ("$states.input.orders{kind: $sum(qty)}", 1),
    "$sort 10,000": ("$sort($states.input.numbers, function($a, $b) { $a < $b })", 1),
}
_REFERENCE = """
const jsonata = require('jsonata');
const {bindings, cases} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
(async () => {
  const out = {};
  for (const [name, [text, times]] of Object.entries(cases)) {
    const expression = jsonata(text), rounds = [];
    for (let round = 0; round < 3; round++) {
      const start = process.cpuUsage();
      for (let i = 0; i < times; i++) await expression.evaluate(undefined, bindings);
      const used = process.cpuUsage(start);
      rounds.push((used.user + used.system) / 1e6);
    }
    out[name] = rounds.sort((a, b) => a - b)[1];
  }
  console.log(JSON.stringify(out));
})();
"""


def bindings() -> dict[str, Any]:
    """What the expressions see."""
    orders = [{"id": n, "price": n % 97 / 4, "qty": n % 7, "kind": f"k{n % 10}"} for n in range(10_000)]
    order = {"id": 7, "customer": {"name": "Ada"}}
    return {"states": {"input": {"order": order, "orders": orders, "numbers": list(range(10_000))}}}


def ours(text: str, values: dict[str, Any], times: int) -> Callable[[], None]:
    """Evaluate with our evaluator."""
    from runtime.local.jsonata import compile as compile_expression

    expression = compile_expression(text)

    def run() -> None:
        for _ in range(times):
            expression.evaluate(values)

    return run


def theirs(text: str, values: dict[str, Any], times: int) -> Callable[[], None]:
    """Evaluate with jsonata-python."""
    import jsonata

    expression = jsonata.Jsonata(text)
    for name, value in values.items():
        expression.assign(name, value)

    def run() -> None:
        for _ in range(times):
            expression.evaluate(None)

    return run


def reference(values: dict[str, Any]) -> dict[str, float]:
    """CPU seconds of the reference implementation by case, empty where it is not installed."""
    node = shutil.which("node")
    if node is None:
        return {}
    task = json.dumps({"bindings": values, "cases": EXPRESSIONS})
    done = subprocess.run([node, "-e", _REFERENCE], input=task, capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout)) if done.returncode == 0 else {}


def main() -> None:
    """Print a table: microseconds of one evaluation, and how many times longer the others take."""
    values = bindings()
    node = reference(values)
    print(f"{'expression':22}{'ours, µs':>12}{'jsonata-python':>16}{'node':>8}")
    for name, (text, times) in EXPRESSIONS.items():
        measured = medians({"ours": ours(text, values, times), "theirs": theirs(text, values, times)}, runs=3)
        mine = measured["ours"]
        other = f"{node[name] / mine:7.1f}x" if name in node else "      -"
        print(f"{name:22}{mine / times * 1e6:12.1f}{measured['theirs'] / mine:15.1f}x{other:>8}")


if __name__ == "__main__":
    main()
