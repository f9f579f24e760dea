"""A page to try a trained detector on: `python web.py`; needs `pip install -e ".[demo]"`."""

import sys

import tyro

from final_ssd.web import main

if __name__ == "__main__":
    sys.exit(tyro.cli(main))
