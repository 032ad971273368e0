"""`python -m compiler.cli` is `statemill`."""

from compiler.cli.command import main

main()
