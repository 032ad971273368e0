"""Types of values and calls: SM3xx."""
