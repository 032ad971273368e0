"""Reading and importing a module, and settings: SM0xx."""
