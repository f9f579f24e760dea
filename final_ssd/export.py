"""Write a trained detector as ONNX: `python export.py`, options by `python export.py --help`."""

from final_ssd.commands.export import export
from shared.commands import run

if __name__ == "__main__":
    run(export)
