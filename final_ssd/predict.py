"""Find objects in images: `python predict.py IMAGE|FOLDER…`, options by `python predict.py --help`."""

from final_ssd.commands.predict import predict
from shared.commands import run

if __name__ == "__main__":
    run(predict)
