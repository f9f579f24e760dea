"""How parameters move: read `optimizers`, `paths`, where they go, then `schedules`, how far when."""
