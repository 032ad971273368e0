"""The parsed tree put in the order in which it is evaluated: dots become paths, brackets become stages of a step.

    a.b[x > 1].c         Dot(Dot(Name(a), Filtered(Name(b), …)), Name(c))
    becomes              Path([Name(a), Name(b, stages=[Filter(…)]), Name(c)])

It also finds, for every `%`, the step whose context it means, and marks the steps between as tuple streams: sequences
whose items carry their bindings along.
"""

from itertools import count

from runtime.local.jsonata import syntax
from runtime.local.jsonata.errors import JsonataSyntaxError
from runtime.local.jsonata.syntax import Expression, Slot
from runtime.local.jsonata.values import is_number


def shape(tree: Expression) -> Expression:
    """The tree to evaluate.

    Raises:
        JsonataSyntaxError: A grouping, a binding or `%` stands where it has no meaning.
    """
    shaped = _Shaper().shape(tree)
    if isinstance(shaped, syntax.Parent) or shaped.seeking:
        raise JsonataSyntaxError("S0217", shaped.position)
    return shaped


class _Shaper:
    def __init__(self) -> None:
        self.labels = count()

    def shape(self, node: Expression) -> Expression:
        shaped = self.reshape(node)
        if node.keep_array:
            shaped.keep_array = True
        return shaped

    def reshape(self, node: Expression) -> Expression:
        match node:
            case syntax.Name():
                return syntax.Path([node], keep_singleton=node.keep_array, position=node.position)
            case syntax.Parent():
                return syntax.Parent(Slot(f"!{next(self.labels)}"), position=node.position)
            case syntax.Dot():
                return self.dot(node)
            case syntax.Filtered():
                return self.filtered(node)
            case syntax.Grouped():
                return self.grouped(node)
            case syntax.Ordered():
                return self.ordered(node)
            case syntax.Bound(symbol="@"):
                return self.focused(node)
            case syntax.Bound():
                return self.indexed(node)
            case _:
                return self.inside(node)

    def inside(self, node: Expression) -> Expression:
        """Shape the parts of a node that stays what it is."""
        match node:
            case syntax.Negative():
                node.operand = self.part(node, node.operand)
                if isinstance(node.operand, syntax.Literal) and is_number(node.operand.value):
                    node.operand.value = -node.operand.value
                    return node.operand
            case syntax.ArrayOf():
                node.items = [self.part(node, item) for item in node.items]
            case syntax.ObjectOf():
                pairs = node.grouping.pairs
                node.grouping.pairs = [(self.part(node, key), self.part(node, value)) for key, value in pairs]
            case syntax.Binary():
                node.left, node.right = self.part(node, node.left), self.part(node, node.right)
            case syntax.Assign():
                node.value = self.part(node, node.value)
            case syntax.Condition():
                node.test, node.then = self.part(node, node.test), self.part(node, node.then)
                node.otherwise = node.otherwise and self.part(node, node.otherwise)
            case syntax.Block():
                node.expressions = [self.part(node, part) for part in node.expressions]
                node.whole = any(_is_whole(part) for part in node.expressions)
            case syntax.Call() | syntax.Partial():
                node.arguments = [self.part(node, argument) for argument in node.arguments]
                node.function = self.shape(node.function)
            case syntax.Lambda():
                node.body = self.shape(node.body)
            case syntax.Apply():
                node.left, node.right = self.shape(node.left), self.shape(node.right)
                node.keep_array = node.left.keep_array or node.right.keep_array
            case syntax.Transform():
                node.pattern, node.update = self.shape(node.pattern), self.shape(node.update)
                node.delete = node.delete and self.shape(node.delete)
        return node

    def part(self, whole: Expression, node: Expression) -> Expression:
        """Shape a part whose unresolved `%` the whole passes on."""
        shaped = self.shape(node)
        _pass_on(whole, shaped)
        return shaped

    def dot(self, node: syntax.Dot) -> Expression:
        left = self.shape(node.left)
        path = left if isinstance(left, syntax.Path) else syntax.Path([left], position=node.position)
        if isinstance(left, syntax.Parent):
            path.seeking = [left.slot]
        right = self.shape(node.right)
        if isinstance(right, syntax.Path):
            path.steps.extend(right.steps)
        else:
            _predicates_to_stages(right)
            path.steps.append(right)
        path.steps = [_as_step(step) for step in path.steps]
        path.keep_singleton = path.keep_singleton or any(step.keep_array for step in path.steps)
        for step in (path.steps[0], path.steps[-1]):
            if isinstance(step, syntax.ArrayOf):
                step.whole = True
        _resolve_ancestors(path)
        return path

    def filtered(self, node: syntax.Filtered) -> Expression:
        left = self.shape(node.left)
        step = left.steps[-1] if isinstance(left, syntax.Path) else left
        if step.group is not None:
            raise JsonataSyntaxError("S0209", node.position)
        condition = self.shape(node.condition)
        if condition.seeking:
            for slot in condition.seeking:
                if slot.level == 1:
                    _seek_parent(step, slot)
                else:
                    slot.level -= 1
            _pass_on(step, condition)
        condition_stage = syntax.Filter(condition, node.position)
        if isinstance(left, syntax.Path):
            step.stages = [*(step.stages or []), condition_stage]
        else:
            step.predicates.append(condition_stage)
        return left

    def grouped(self, node: syntax.Grouped) -> Expression:
        left = self.shape(node.left)
        if left.group is not None:
            raise JsonataSyntaxError("S0210", node.position)
        pairs = [(self.shape(key), self.shape(value)) for key, value in node.grouping.pairs]
        left.group = syntax.Grouping(pairs, node.position)
        return left

    def ordered(self, node: syntax.Ordered) -> Expression:
        left = self.shape(node.left)
        path = left if isinstance(left, syntax.Path) else syntax.Path([left], position=node.position)
        sort = syntax.Sort([], position=node.position)
        sort.terms = [syntax.Term(self.part(sort, term.expression), term.descending) for term in node.terms]
        path.steps.append(sort)
        _resolve_ancestors(path)
        return path

    def focused(self, node: syntax.Bound) -> Expression:
        left = self.shape(node.left)
        step = left.steps[-1] if isinstance(left, syntax.Path) else left
        if step.stages is not None or step.predicates:
            raise JsonataSyntaxError("S0215", node.position)
        if isinstance(step, syntax.Sort):
            raise JsonataSyntaxError("S0216", node.position)
        step.keep_array = step.keep_array or node.keep_array
        step.focus = node.name
        step.tuple_stream = True
        return left

    def indexed(self, node: syntax.Bound) -> Expression:
        left = self.shape(node.left)
        if isinstance(left, syntax.Path):
            path, step = left, left.steps[-1]
        else:
            path, step = syntax.Path([left], position=node.position), left
            _predicates_to_stages(step)
        if step.stages is None:
            step.index = node.name
        else:
            step.stages.append(syntax.NumberItems(node.name))
        step.tuple_stream = True
        return path


def _is_whole(node: Expression) -> bool:
    first = node.steps[0] if isinstance(node, syntax.Path) else node
    return isinstance(first, syntax.ArrayOf | syntax.Block) and first.whole


def _predicates_to_stages(node: Expression) -> None:
    if node.predicates:
        node.stages, node.predicates = [*node.predicates], []


def _as_step(node: Expression) -> Expression:
    """A string in a path names a field; any other literal is a mistake."""
    if not isinstance(node, syntax.Literal):
        return node
    if not isinstance(node.value, str):
        raise JsonataSyntaxError("S0213", node.position, value=node.value)
    return syntax.Name(
        node.value,
        position=node.position,
        stages=node.stages,
        predicates=node.predicates,
        keep_array=node.keep_array,
        group=node.group,
    )


def _pass_on(whole: Expression, part: Expression) -> None:
    slots = part.seeking
    if isinstance(part, syntax.Parent):
        slots.append(part.slot)
    whole.seeking.extend(slots)


def _seek_parent(node: Expression, slot: Slot) -> Slot:
    """Walk up from a step until the slot's level is used up; the step there stores its context."""
    match node:
        case syntax.Name() | syntax.Wildcard():
            slot.level -= 1
            if slot.level == 0:
                if node.ancestor is not None:
                    slot.label = node.ancestor.label
                node.ancestor = slot
                node.tuple_stream = True
        case syntax.Parent():
            slot.level += 1
        case syntax.Block():
            if node.expressions:
                node.tuple_stream = True
                slot = _seek_parent(node.expressions[-1], slot)
        case syntax.Path():
            node.tuple_stream = True
            for step in reversed(node.steps):
                slot = _seek_parent(step, slot)
                if slot.level <= 0:
                    break
        case _:
            raise JsonataSyntaxError("S0217", node.position)
    return slot


def _resolve_ancestors(path: syntax.Path) -> None:
    last = path.steps[-1]
    slots = list(last.seeking)
    if isinstance(last, syntax.Parent):
        slots.append(last.slot)
    for slot in slots:
        here = len(path.steps) - 2
        while slot.level > 0:
            if here < 0:
                path.seeking.append(slot)
                break
            step = path.steps[here]
            here -= 1
            # Steps bound with @ keep their context, so several of them in a row are one ancestor.
            while here >= 0 and step.focus and path.steps[here].focus:
                step = path.steps[here]
                here -= 1
            slot = _seek_parent(step, slot)
