"""How parameters move: read `optimizers`, then `schedules`, how far they move when."""
