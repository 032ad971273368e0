"""Names, declarations and decorators: SM2xx."""
