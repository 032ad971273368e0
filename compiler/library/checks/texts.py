"""The texts of Python's own errors, asked of Python: some differ between its versions.

    text_of(lambda: [][0])      "list index out of range"

They are those of the Python that compiles, which is the one that runs a pipeline when it is called as a function.
"""

from collections.abc import Callable


def text_of(fails: Callable[[], object]) -> str:
    """What `str()` of the error says that this raises."""
    try:
        fails()
    except Exception as error:  # its text is the answer
        return str(error)
    raise AssertionError("this does not fail")
