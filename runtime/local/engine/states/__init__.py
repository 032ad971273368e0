"""The kinds of states, one module each: a frozen dataclass with the prepared fields, and the function that runs it."""
