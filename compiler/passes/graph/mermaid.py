"""A graph as Mermaid text, which GitHub and many editors draw.

    flowchart TD
      start((start)) --> s1
      s1["Export orders"]
      s1 --> done((end))

Syntax: https://mermaid.js.org/syntax/flowchart.html
"""

from itertools import count

from compiler.passes.graph.model import Graph, Node

_SHAPES = {"Choice": ("{{", "}}"), "Wait": ("([", "])"), "Succeed": ("([", "])"), "Fail": ("[[", "]]")}
_LONGEST_LABEL = 60


def mermaid(graph: Graph) -> str:
    """The graph as a Mermaid flowchart, ending in a newline."""
    return "\n".join(["flowchart TD", *_machine(graph, "  ", count(1))]) + "\n"


def _machine(graph: Graph, indent: str, numbers: "count[int]") -> list[str]:
    number = next(numbers)
    names = {node.name: f"s{next(numbers)}" for node in graph.nodes}
    lines = [f"{indent}start{number}((start)) --> {names[graph.start]}"]
    for node in graph.nodes:
        lines += _node(node, names[node.name], indent, numbers)
    for edge in graph.edges:
        arrow = "-.->" if edge.caught else "-->"
        label = f"|{_text(edge.label)}|" if edge.label else ""
        lines.append(f"{indent}{names[edge.source]} {arrow}{label} {names[edge.target]}")
    for node in graph.nodes:
        if node.ends:
            lines.append(f"{indent}{names[node.name]} --> end{number}((end))")
    return lines


def _node(node: Node, name: str, indent: str, numbers: "count[int]") -> list[str]:
    if not node.inner:
        opening, closing = _SHAPES.get(node.type, ("[", "]"))
        return [f"{indent}{name}{opening}{_text(node.name)}{closing}"]
    lines = [f"{indent}subgraph {name}[{_text(node.name)}]"]
    for graph in node.inner:
        lines += _machine(graph, indent + "  ", numbers)
    return [*lines, f"{indent}end"]


def _text(text: str) -> str:
    """Quoted, with the characters that would end the quotes as Mermaid's entities."""
    short = text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"
    escaped = short.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
    return f'"{" ".join(escaped.split())}"'
