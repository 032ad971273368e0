"""Control flow, variables and errors: SM4xx."""
