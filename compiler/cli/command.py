"""The command's frame: the verbs, each imported only when it is asked for, and what happens to our own bugs.

VERBS["check"] == "compiler.cli.verbs.check"          its module has a click command of the verb's name
"""

import difflib
import os
import sys
import threading
import traceback
from importlib import import_module

import click

from compiler import __version__

VERBS: dict[str, tuple[str, str]] = {
    "check": ("compiler.cli.verbs.check", "Tell what is wrong; write nothing."),
    "compile": ("compiler.cli.verbs.compile", "Write state machines, manifests, graphs and templates."),
    "build": ("compiler.cli.verbs.build", "Compile, and write the Lambda packages."),
    "run": ("compiler.cli.verbs.run", "Run a pipeline on this machine, from its packages."),
    "serve": ("compiler.cli.verbs.serve", "Serve the Step Functions API on this machine."),
    "lint": ("compiler.cli.verbs.lint", "Validate any state machine definition."),
    "graph": ("compiler.cli.verbs.graph", "Draw a pipeline."),
    "schedule": ("compiler.cli.verbs.schedule", "Tell when a pipeline starts next."),
    "explain": ("compiler.cli.verbs.explain", "Explain a finding's code, or where an execution failed."),
    "diff": ("compiler.cli.verbs.diff", "Compare with what is deployed."),
    "deploy": ("compiler.cli.verbs.deploy", "Deploy through a CloudFormation change set."),
    "destroy": ("compiler.cli.verbs.destroy", "Remove what was deployed."),
    "new": ("compiler.cli.verbs.new", "Begin a project."),
}
"""Verb → its module, and its line in the help."""


class _Verbs(click.Group):
    """A group that imports a verb when it is used: the help and `--version` stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in VERBS:
            return None
        command = getattr(import_module(VERBS[cmd_name][0]), "command", None)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in VERBS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], VERBS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there is {', '.join(VERBS)}"
            ctx.fail(f"no verb `{args[0]}`; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_module, line) in VERBS.items()])


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="statemill")
def statemill() -> None:
    """Typed Python pipelines, compiled to AWS Step Functions and run on your laptop."""


def main() -> None:
    """Run the command; a bug of ours shows its traceback and exits with 3."""
    try:
        statemill(standalone_mode=True)
    except SystemExit as ending:
        _leave_threads(ending.code)
        raise
    except KeyboardInterrupt:
        raise
    except OSError as error:
        if error.filename is None:
            raise
        click.echo(f"statemill: {error.filename}: {error.strerror}", err=True)
        sys.exit(2)
    except BaseException:
        traceback.print_exc()
        click.echo("\nstatemill: this is a bug of ours; please report the lines above with what you ran", err=True)
        sys.exit(3)


def _leave_threads(code: object) -> None:
    """End the process where Python would wait for threads that an author's module began when it was imported."""
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)
