"""A page to try a trained detector on: `python web.py`; needs `pip install -e ".[demo]"`."""

from final_ssd.commands.web import web
from shared.commands import run

if __name__ == "__main__":
    run(web)
