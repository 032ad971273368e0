"""Text that moves no terminal: what a message quotes of an author's text may hold anything.

visible("no key `…`")      the same, an escape character in the key spelled out
"""

import unicodedata


def visible(text: str) -> str:
    """The text with control characters, line ends too, and halves of surrogate pairs spelled out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if unicodedata.category(char) not in {"Cc", "Cs"} else repr(char)[1:-1] for char in text)
