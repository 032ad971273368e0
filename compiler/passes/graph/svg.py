"""A graph as an SVG picture: no script, no font to fetch, readable on a light and a dark page.

    Path("graph.svg").write_text(svg(graph_of(definition)))

`layout` says where everything stands; here it is drawn.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from compiler.passes.graph.layout import Box, Line, place
from compiler.passes.graph.model import Graph

_MARGIN = 20.0
_LONGEST_LABEL = 34
_LABEL_CHARACTER = 6.1
"""The width of one character of a label, in pixels of the drawing."""
_STYLE = """
  svg { background: #fff; color: #1f2430 }
  text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: currentColor }
  .label { font-size: 10px; fill: #5b6475; paint-order: stroke; stroke: #fff; stroke-width: 4px }
  rect { fill: #eef3fb; stroke: #4a6fa5; stroke-width: 1.2 }
  .Choice { fill: #fff6e0; stroke: #b5831c } .Fail { fill: #fdecea; stroke: #b3382c }
  .Succeed { fill: #e8f6ec; stroke: #2f8047 } .Wait { fill: #f3eefb; stroke: #7454a8 }
  .Parallel, .Map { fill: #f7f9fc; stroke: #8a97ad; stroke-dasharray: 5 3 } .Pass { fill: #f4f4f4; stroke: #777 }
  circle { fill: #4a5568 } path { fill: none; stroke: #5b6475; stroke-width: 1.2 } .caught { stroke-dasharray: 4 3 }
"""

_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z" style="fill:#5b6475;stroke:none"/></marker></defs>'
)


def svg(graph: Graph) -> str:
    """The graph drawn, as a complete SVG document ending in a newline."""
    placed = place(graph)
    labels = [_label(line) for line in placed.lines if line.label]
    left = min([0.0, *(label.left for label in labels)]) - _MARGIN
    right = max([placed.width, *(label.right for label in labels)]) + _MARGIN
    width, height = right - left, placed.height + 2 * _MARGIN
    size = f'width="{width:.0f}" height="{height:.0f}"'
    view = f'viewBox="{left:.0f} {-_MARGIN:.0f} {width:.0f} {height:.0f}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img">', f"<style>{_STYLE}</style>", _TIP]
    parts += [_box(box) for box in placed.boxes]
    parts += [_path(line) for line in placed.lines]
    parts += [label.text for label in labels]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _box(box: Box) -> str:
    x, middle = box.x + box.width / 2, box.y + box.height / 2
    if box.type in {"Start", "End"}:
        return f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="7"><title>{box.type}</title></circle>'
    baseline = box.y + 18 if box.type in {"Parallel", "Map"} and box.height > 40 else middle + 4
    return (
        f'<g><title>{escape(box.name)} ({box.type})</title><rect class="{box.type}" x="{box.x:.1f}" y="{box.y:.1f}"'
        f' width="{box.width:.1f}" height="{box.height:.1f}" rx="6"/>'
        f'<text x="{x:.1f}" y="{baseline:.1f}" text-anchor="middle">{escape(box.name)}</text></g>'
    )


def _path(line: Line) -> str:
    (x, y), *rest = line.points
    steps = [f"M{x:.1f},{y:.1f}"]
    for nx, ny in rest:
        bend = (y + ny) / 2
        steps.append(
            f"L{nx:.1f},{ny:.1f}" if line.back else f"C{x:.1f},{bend:.1f} {nx:.1f},{bend:.1f} {nx:.1f},{ny:.1f}"
        )
        x, y = nx, ny
    caught = ' class="caught"' if line.caught else ""
    return f'<path{caught} d="{" ".join(steps)}" marker-end="url(#tip)"/>'


@dataclass(frozen=True, slots=True)
class _Label:
    """A way's label drawn, and how far it reaches."""

    text: str
    left: float
    right: float


def _label(line: Line) -> _Label:
    """What a way says, on the side to which it leads: two ways out of one state leave room for each other."""
    short = line.label if len(line.label) <= _LONGEST_LABEL else line.label[: _LONGEST_LABEL - 1] + "…"
    (x1, y1), (x2, y2) = line.points[0], line.points[1]
    leftwards = line.back or x2 < x1
    x, y = (x2 - 4, y1 - 4) if line.back else (x1 + (x2 - x1) * 0.7 + (-6 if leftwards else 6), y1 + (y2 - y1) * 0.55)
    width = len(short) * _LABEL_CHARACTER
    text = (
        f'<text class="label" x="{x:.1f}" y="{y:.1f}" text-anchor="{"end" if leftwards else "start"}">'
        f"<title>{escape(line.label)}</title>{escape(short)}</text>"
    )
    return _Label(text, x - width if leftwards else x, x if leftwards else x + width)
