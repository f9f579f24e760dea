"""Write a trained detector as ONNX: `python export.py`, options by `python export.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from final_ssd.commands.export import export
from shared.commands import run

if __name__ == "__main__":
    run(export)
