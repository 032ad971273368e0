"""Our own bugs: SM9xx."""
