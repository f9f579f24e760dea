"""Find objects in images: `python predict.py IMAGE|FOLDER…`, options by `python predict.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from final_ssd.commands.predict import predict
from shared.commands import run

if __name__ == "__main__":
    run(predict)
