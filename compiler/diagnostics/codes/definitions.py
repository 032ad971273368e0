"""ASL definitions, whoever wrote them: SM6xx."""
