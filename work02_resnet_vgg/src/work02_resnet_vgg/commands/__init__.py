"""What stands behind the scripts: `prediction` (predict.py), `style` (style.py), `drawing` (draw.py)."""
