"""The verbs, one file each; `compiler.cli.command.VERBS` lists them."""
