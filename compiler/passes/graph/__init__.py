"""Pictures of a state machine, from its definition alone.

    graph = graph_of(definition)
    mermaid(graph)      text for READMEs and pull requests
    svg(graph)          a picture that needs nothing else

Whoever wrote the definition does not matter: nothing but its states is looked at.
"""

from compiler.passes.graph.mermaid import mermaid
from compiler.passes.graph.model import Graph, graph_of
from compiler.passes.graph.svg import svg

__all__ = ["Graph", "graph_of", "mermaid", "svg"]
