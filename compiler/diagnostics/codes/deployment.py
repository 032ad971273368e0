"""Templates, schedules and deploying: SM8xx."""
