"""What stands behind the scripts that use a trained classifier: `predict.py`, then `submit.py`."""
