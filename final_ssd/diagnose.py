"""Why is the mAP 0? `python diagnose.py RUN`, options by `python diagnose.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from final_ssd.commands.diagnose import diagnose
from shared.commands import run

if __name__ == "__main__":
    run(diagnose)
