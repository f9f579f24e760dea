"""What data there are: the facts in `catalogue.toml`, not in code.

Read the TOML first, then entries (what one says), then reading (how it is read and checked). Data
sets of many files have a list of their own in `manifests/`.
"""
