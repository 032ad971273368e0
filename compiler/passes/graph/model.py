"""A state machine as a graph: states, ways between them, and the machines inside Parallel and Map states.

    graph_of({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
    =>  Graph(start="A", nodes=(Node("A", "Pass", ends=True),), edges=())

Labels are for people: a Choice's condition, a Catch's errors.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """One state; `inner` are a Parallel's branches or a Map's processor."""

    name: str
    type: str
    ends: bool = False
    inner: tuple["Graph", ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one state to another; `label` says when it is taken, and `caught` that an error takes it."""

    source: str
    target: str
    label: str = ""
    caught: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """One machine: the whole, a branch, or an iteration."""

    start: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(definition: dict[str, Any]) -> Graph:
    """The graph of an ASL definition, or of a branch or processor inside one."""
    states: dict[str, dict[str, Any]] = definition["States"]
    nodes = tuple(_node(name, state) for name, state in states.items())
    edges = tuple(edge for name, state in states.items() for edge in _edges(name, state))
    return Graph(definition["StartAt"], nodes, edges)


def _node(name: str, state: dict[str, Any]) -> Node:
    machines = list(state.get("Branches", ()))
    machines += [state[key] for key in ("ItemProcessor", "Iterator") if key in state]
    ends = bool(state.get("End")) or state["Type"] in {"Succeed", "Fail"}
    return Node(name, state["Type"], ends, tuple(graph_of(machine) for machine in machines))


def _edges(name: str, state: dict[str, Any]) -> list[Edge]:
    edges = [Edge(name, state["Next"])] if "Next" in state else []
    edges += [Edge(name, choice["Next"], _condition(choice)) for choice in state.get("Choices", ())]
    if "Default" in state:
        edges.append(Edge(name, state["Default"], "otherwise"))
    catchers = state.get("Catch", ())
    edges += [Edge(name, one["Next"], ", ".join(one["ErrorEquals"]), caught=True) for one in catchers]
    return edges


def _condition(choice: dict[str, Any]) -> str:
    """What a Choice rule asks, in one line."""
    if "Condition" in choice:
        return str(choice["Condition"]).removeprefix("{%").removesuffix("%}").strip()
    for operator in ("And", "Or"):
        if operator in choice:
            return f" {operator.lower()} ".join(_condition(rule) for rule in choice[operator])
    if "Not" in choice:
        return f"not {_condition(choice['Not'])}"
    tests = {
        key: value for key, value in choice.items() if key not in {"Variable", "Next", "Comment", "Assign", "Output"}
    }
    return " ".join(f"{choice.get('Variable', '')} {key} {value}" for key, value in tests.items())
