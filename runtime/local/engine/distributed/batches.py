"""ItemBatcher: several items in the input of one child execution.

    batches([1, 2, 3], most=2, most_bytes=None, extra={"day": "mon"})
    # [{"BatchInput": {"day": "mon"}, "Items": [1, 2]}, {"BatchInput": {"day": "mon"}, "Items": [3]}]

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
"""

from typing import Any

from runtime.local.engine.json_text import text


def batches(items: list[Any], most: int | None, most_bytes: int | None, extra: Any) -> list[Any]:
    """The items in batches of at most so many items and so many bytes of JSON; a single larger item is a batch."""
    found: list[list[Any]] = []
    size = 0
    for item in items:
        length = len(text(item).encode()) + 1 if most_bytes else 0
        full = not found or (most and len(found[-1]) >= most) or (most_bytes and size + length > most_bytes)
        if full:
            found.append([])
            size = 0
        found[-1].append(item)
        size += length
    wrapper = {} if extra is None else {"BatchInput": extra}
    return [{**wrapper, "Items": batch} for batch in found]
