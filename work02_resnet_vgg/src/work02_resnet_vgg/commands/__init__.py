"""What stands behind the scripts of the same names: `predict`, `style` and `draw`."""
