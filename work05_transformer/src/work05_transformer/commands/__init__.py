"""What stands behind generate.py, translate.py and classify.py."""
