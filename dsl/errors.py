"""How a wrong declaration is told: every problem of one decorator or value in one error.

    @step(memory=64, timeout=hours(1))
    def load(): ...

    DeclarationError: @step load: memory is 64; give 128 to 10240 (MiB)
    @step load: timeout is hours(1); a Lambda function runs 15 minutes at most: minutes(15)

Whoever made one mistake often made two, and hears of both.
"""


class DeclarationError(ValueError):
    """A decorator, resource, retry or schedule was given arguments that cannot be meant.

        Retry(attempts=0)        raises DeclarationError("Retry", ("attempts is 0; …",))

    `problems` holds one sentence for each, naming what was given and what to write instead; `subject` says whose.
    """

    def __init__(self, subject: str, problems: tuple[str, ...]) -> None:
        self.subject = subject
        self.problems = problems
        super().__init__("\n".join(f"{subject}: {problem}" for problem in problems))


class Problems:
    """A list of what is wrong with one declaration, raised together.

    >>> problems = Problems("Retry")
    >>> problems.add(False, "attempts is -1; give 0 or more")
    >>> problems.raise_any()
    Traceback (most recent call last):
    dsl.errors.DeclarationError: Retry: attempts is -1; give 0 or more
    """

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.found: list[str] = []

    def add(self, holds: bool, problem: str) -> bool:
        """Note `problem` unless `holds`; gives `holds` back, so that later checks can lean on it."""
        if not holds:
            self.found.append(problem)
        return holds

    def raise_any(self) -> None:
        """Raise one `DeclarationError` with everything noted, if anything was."""
        if self.found:
            raise DeclarationError(self.subject, tuple(self.found))
