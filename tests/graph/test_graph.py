"""Pictures hold every state and way, and nothing lies on top of anything else."""

import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from compiler.passes.graph import graph_of, mermaid, svg
from compiler.passes.graph.layout import place

END = {"Type": "Pass", "End": True}
MACHINES = {
    "one state": {"StartAt": "A", "States": {"A": END}},
    "branches": {
        "StartAt": "Both",
        "States": {
            "Both": {
                "Type": "Parallel",
                "Branches": [
                    {"StartAt": "A", "States": {"A": END}},
                    {"StartAt": "B", "States": {"B": {"Type": "Wait", "Next": "C"}, "C": {"Type": "Succeed"}}},
                ],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}],
                "Next": "Done",
            },
            "Failed": {"Type": "Fail"},
            "Done": END,
        },
    },
    "a loop with a way past it": {
        "StartAt": "Try",
        "States": {
            "Try": {"Type": "Task", "Next": "Done?", "Catch": [{"ErrorEquals": ["Busy"], "Next": "Pause"}]},
            "Pause": {"Type": "Wait", "Next": "Try"},
            "Done?": {"Type": "Choice", "Choices": [{"Condition": "{% $n > 0 %}", "Next": "Pause"}], "Default": "End"},
            "End": {"Type": "Succeed"},
        },
    },
    "a choice among paths": {
        "StartAt": "Which",
        "States": {
            "Which": {
                "Type": "Choice",
                "Choices": [
                    {
                        "And": [{"Variable": "$.a", "IsNull": True}, {"Not": {"Variable": "$.b", "IsPresent": True}}],
                        "Next": "A",
                    },
                    {"Variable": "$.c", "StringEquals": '<&">', "Next": "B"},
                ],
                "Default": "C",
            },
            **dict.fromkeys("ABC", END),
        },
    },
}


@pytest.fixture(params=list(MACHINES.values()), ids=list(MACHINES))
def graph(request):
    return graph_of(request.param)


def _names(graph):
    for node in graph.nodes:
        yield node.name
        for inner in node.inner:
            yield from _names(inner)


def _edges(graph):
    yield from graph.edges
    for node in graph.nodes:
        for inner in node.inner:
            yield from _edges(inner)


def test_the_svg_is_well_formed_and_names_every_state(graph):
    root = ET.fromstring(svg(graph))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert set(_names(graph)) <= set(texts)


def test_no_two_boxes_of_one_machine_touch(graph):
    for one in (graph, *(inner for node in graph.nodes for inner in node.inner)):
        names = {node.name for node in one.nodes}
        boxes = [box for box in place(one).boxes if box.name in names]
        assert len(boxes) == len(names)
        for a, b in combinations(boxes, 2):
            apart = a.x + a.width < b.x or b.x + b.width < a.x or a.y + a.height < b.y or b.y + b.height < a.y
            assert apart, (a, b)


def test_every_box_lies_inside_the_drawing(graph):
    placed = place(graph)
    for box in placed.boxes:
        assert min(box.x, box.y) >= 0
        assert box.x + box.width <= placed.width + 0.01
        assert box.y + box.height <= placed.height + 0.01


def test_mermaid_has_a_line_for_every_way(graph):
    lines = mermaid(graph).splitlines()
    arrows = [
        line for line in lines if ("-->" in line or "-.->" in line) and "start" not in line and "((end))" not in line
    ]
    assert len(arrows) == len(list(_edges(graph)))
    assert lines[0] == "flowchart TD"


def test_text_that_would_end_a_mermaid_label_is_escaped():
    text = mermaid(graph_of(MACHINES["a choice among paths"]))
    assert "#lt;&#quot;#gt;" in text
