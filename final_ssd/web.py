"""A page to try a trained detector on: `python web.py`; needs `pip install -e ".[demo]"`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from final_ssd.commands.web import web
from shared.commands import run

if __name__ == "__main__":
    run(web)
