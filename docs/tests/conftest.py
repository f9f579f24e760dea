import sys
from pathlib import Path

DOCS = Path(__file__).parents[1]
SCRIPTS = DOCS.parent / "shared" / "scripts"
sys.path[:0] = [str(DOCS), str(DOCS / "extensions"), str(DOCS / "demos"), str(SCRIPTS)]
