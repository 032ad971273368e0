"""Distributed Map: where its items come from (readers), how they are grouped (batches), where results go (writing)."""
