"""`statemill serve`: the Step Functions API on this machine, for boto3 and the AWS CLI.

    statemill serve --data .statemill --endpoint http://127.0.0.1:5000 --functions build/nightly_orders
    export AWS_ENDPOINT_URL_SFN=http://statemill@127.0.0.1:8083
    aws stepfunctions list-state-machines

With `--data` a server that is ended in any way leaves its executions to the next one: none that was accepted is lost,
no task that was completed runs again. `--functions` (a folder of `statemill build --target host`, or a pipeline, which
is then built) answers Lambda tasks by the built packages; `--mock` answers a state, a function or a Resource by hand,
before any of them; `--endpoint` is where all other services are.
"""

import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import click

from compiler.cli.mocks import mock_option, read_mocks
from compiler.cli.options import Endpoint
from compiler.cli.serving import find_problems, served
from runtime.local.mocking import by_name
from runtime.local.serve import Server, Service, Store, Tasks

_TO_SET = """boto3 and the AWS CLI find it by
    export AWS_ENDPOINT_URL_SFN={url}
    export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1  # where there are none"""

_PORT = click.IntRange(0, 65535)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=_PORT, default=8083, show_default=True, help="The port; 0 takes a free one.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Keep everything in this folder.")
@click.option(
    "--endpoint", type=Endpoint(), help="An AWS endpoint for the tasks' services, and for functions that are not given."
)
@click.option(
    "--functions", multiple=True, metavar="FOLDER|PIPELINE", help="Answer Lambda tasks by its packages; repeatable."
)
@mock_option
def command(
    host: str,
    port: int,
    data: Path | None,
    endpoint: str | None,
    functions: tuple[str, ...],
    mocks: tuple[str, ...],
) -> None:
    """Serve the Step Functions API until interrupted."""
    ending = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: ending.set())
    with ExitStack() as stack:
        by_hand = by_name(read_mocks(mocks))
        builds = [served(one, endpoint, stack) for one in functions]
        answers = (by_hand, *(one.answer for one in builds))
        places = {name: place for one in builds for name, place in one.places.items()}
        try:
            service = Service(Store(data), Tasks(answers, endpoint, places), find_problems)
            stack.callback(service.close)
            going_on = service.resume()
        except (ValueError, OSError) as error:
            click.echo(f"statemill: {error}", err=True)
            sys.exit(1)
        try:
            server = stack.enter_context(Server(service, host, port))
        except OSError as error:
            click.echo(f"statemill: cannot listen on {host}:{port}: {error.strerror}", err=True)
            sys.exit(1)
        click.echo(f"serving Step Functions at {server.url}")
        if going_on:
            click.echo(f"{going_on} execution{'s go' if going_on > 1 else ' goes'} on")
        click.echo(_TO_SET.format(url=server.url), err=True)
        ending.wait()
