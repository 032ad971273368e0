"""Where a graph's boxes and lines go: rows from the start downwards, branches side by side inside their state.

    placed = place(graph)       placed.boxes, placed.lines, placed.width, placed.height

A state stands one row below the lowest state that leads to it; ways back up (loops) run along the right-hand side. A
way that passes rows in between keeps a lane free there, so that no line crosses a box.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

from compiler.passes.graph.model import Edge, Graph, Node

CHARACTER = 7.2
"""The width of one character of a label, in pixels of the drawing."""
ROW_GAP = 44.0
COLUMN_GAP = 28.0
PADDING = 16.0
TITLE = 22.0
_START = "\0start"
_END = "\0end"


@dataclass(frozen=True, slots=True)
class Box:
    """A placed state, or the start or end dot."""

    name: str
    type: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A placed way: its points from state to state, what it says, and whether an error takes it."""

    points: tuple[tuple[float, float], ...]
    label: str = ""
    caught: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A drawing: everything with its place, outer boxes before inner ones."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Slot:
    """A place in a row: a state with its inside, a dot, or (without a type) a lane kept free for a passing line."""

    key: str
    type: str
    width: float
    height: float
    inside: tuple[Placed, ...] = ()
    x: float = 0.0
    y: float = 0.0


def place(graph: Graph) -> Placed:
    """Lay the graph out from (0, 0)."""
    slots = {node.name: _slot(node) for node in graph.nodes}
    slots[_START] = _Slot(_START, "Start", 14, 14)
    edges = [Edge(_START, graph.start), *graph.edges]
    if any(node.ends for node in graph.nodes):
        slots[_END] = _Slot(_END, "End", 14, 14)
        edges += [Edge(node.name, _END) for node in graph.nodes if node.ends]
    back = _back_edges(edges)
    rows = _rows(slots, edges, back)
    chains = _lanes(slots, rows, edges, back)
    _order(rows, chains)
    width, height = _coordinates(slots, rows)
    lines = [_line(slots, edge, chains[index], width) for index, edge in enumerate(edges)]
    if any(line.back for line in lines):
        width += COLUMN_GAP
    return _collected(slots, lines, width, height)


def _slot(node: Node) -> _Slot:
    inside = tuple(place(graph) for graph in node.inner)
    title = max(96.0, len(node.name) * CHARACTER + 2 * PADDING)
    if not inside:
        return _Slot(node.name, node.type, title, 34)
    width = sum(one.width for one in inside) + COLUMN_GAP * (len(inside) - 1) + 2 * PADDING
    return _Slot(
        node.name, node.type, max(title, width), max(one.height for one in inside) + TITLE + 2 * PADDING, inside
    )


def _back_edges(edges: list[Edge]) -> set[int]:
    """Indexes of the edges that close a loop, found by a walk from the start."""
    leaving: dict[str, list[int]] = defaultdict(list)
    for index, edge in enumerate(edges):
        leaving[edge.source].append(index)
    back: set[int] = set()
    finished: set[str] = set()
    open_: dict[str, None] = {_START: None}
    stack = [(_START, iter(leaving[_START]))]
    while stack:
        name, waiting = stack[-1]
        found = next(waiting, None)
        if found is None:
            stack.pop()
            del open_[name]
            finished.add(name)
            continue
        target = edges[found].target
        if target in open_:
            back.add(found)
        elif target not in finished:
            open_[target] = None
            stack.append((target, iter(leaving[target])))
    return back


def _rows(slots: dict[str, _Slot], edges: list[Edge], back: set[int]) -> list[list[str]]:
    """Names by row: the longest way from the start decides."""
    arriving: dict[str, int] = dict.fromkeys(slots, 0)
    leaving: dict[str, list[str]] = defaultdict(list)
    for index, edge in enumerate(edges):
        if index not in back:
            arriving[edge.target] += 1
            leaving[edge.source].append(edge.target)
    depth = dict.fromkeys(slots, 0)
    ready = [name for name in slots if arriving[name] == 0]
    while ready:
        name = ready.pop()
        for target in leaving[name]:
            depth[target] = max(depth[target], depth[name] + 1)
            arriving[target] -= 1
            if arriving[target] == 0:
                ready.append(target)
    rows: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in slots:
        rows[depth[name]].append(name)
    return rows


def _lanes(slots: dict[str, _Slot], rows: list[list[str]], edges: list[Edge], back: set[int]) -> list[list[str]]:
    """For each edge the slots that it runs through; rows between its ends get a lane of their own."""
    depth = {name: index for index, row in enumerate(rows) for name in row}
    chains = []
    for index, edge in enumerate(edges):
        if index in back:
            chains.append([edge.source, edge.target])
            continue
        chain = [edge.source]
        for row in range(depth[edge.source] + 1, depth[edge.target]):
            lane = f"\0lane{index}.{row}"
            slots[lane] = _Slot(lane, "", 8, 0)
            rows[row].append(lane)
            chain.append(lane)
        chains.append([*chain, edge.target])
    return chains


def _order(rows: list[list[str]], chains: list[list[str]]) -> None:
    """Order each row by where its states' predecessors stand, twice down, which undoes most crossings."""
    before: dict[str, list[str]] = defaultdict(list)
    for chain in chains:
        for upper, lower in pairwise(chain):
            before[lower].append(upper)
    for _ in range(2):
        position: dict[str, float] = {}
        for row in rows:
            middle = {name: _mean([position[one] for one in before[name] if one in position]) for name in row}
            row.sort(key=lambda name: middle[name])
            position |= {name: (index + 0.5) / len(row) for index, name in enumerate(row)}


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.5


def _coordinates(slots: dict[str, _Slot], rows: list[list[str]]) -> tuple[float, float]:
    widths = [sum(slots[name].width for name in row) + COLUMN_GAP * (len(row) - 1) for row in rows]
    width, y = max(widths), 0.0
    for row, row_width in zip(rows, widths, strict=True):
        x, height = (width - row_width) / 2, max(slots[name].height for name in row)
        for name in row:
            slot = slots[name]
            slot.height = slot.height if slot.type else height
            slot.x, slot.y = x, y + (height - slot.height) / 2
            x += slot.width + COLUMN_GAP
        y += height + ROW_GAP
    return width, y - ROW_GAP


def _line(slots: dict[str, _Slot], edge: Edge, chain: list[str], width: float) -> Line:
    source, target = slots[chain[0]], slots[chain[-1]]
    if len(chain) == 2 and target.y <= source.y:
        side = width + COLUMN_GAP / 2
        out, into = source.y + source.height / 2, target.y + target.height / 2
        points = ((source.x + source.width, out), (side, out), (side, into), (target.x + target.width, into))
        return Line(points, edge.label, edge.caught, back=True)
    middle = [point for lane in chain[1:-1] for point in _down(slots[lane])]
    first = (source.x + source.width / 2, source.y + source.height)
    last = (target.x + target.width / 2, target.y)
    return Line((first, *middle, last), edge.label, edge.caught)


def _down(lane: _Slot) -> list[tuple[float, float]]:
    """Straight down through a row, beside its boxes."""
    x = lane.x + lane.width / 2
    return [(x, lane.y), (x, lane.y + lane.height)]


def _collected(slots: dict[str, _Slot], lines: list[Line], width: float, height: float) -> Placed:
    boxes, all_lines = [], list(lines)
    for slot in slots.values():
        if not slot.type:
            continue
        boxes.append(Box(slot.key.lstrip("\0"), slot.type, slot.x, slot.y, slot.width, slot.height))
        content = sum(one.width for one in slot.inside) + COLUMN_GAP * max(0, len(slot.inside) - 1)
        x = slot.x + (slot.width - content) / 2
        for one in slot.inside:
            top = slot.y + TITLE + PADDING
            boxes += [replace(box, x=box.x + x, y=box.y + top) for box in one.boxes]
            all_lines += [replace(line, points=tuple((a + x, b + top) for a, b in line.points)) for line in one.lines]
            x += one.width + COLUMN_GAP
    return Placed(width, height, tuple(boxes), tuple(all_lines))
