"""What stands behind generate.py and translate.py."""
