"""What stands behind generate.py, translate.py, classify.py and export.py."""
