"""AWS's limits and costs: SM5xx."""
