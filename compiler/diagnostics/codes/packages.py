"""Lambda packages: SM7xx."""
