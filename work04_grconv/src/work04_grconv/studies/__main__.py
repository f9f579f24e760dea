"""The experiments of the report: `python -m work04_grconv.studies [NAME …]`."""

from shared.studies import study_command
from work04_grconv.studies.encoders import default, encoders
from work04_grconv.studies.everyday import everyday, everyday_small, vocabularies
from work04_grconv.studies.gradients import gradients
from work04_grconv.studies.language_models import language_models
from work04_grconv.studies.parses import parses

if __name__ == "__main__":
    study_command(
        "work04_grconv",
        [
            default, encoders, parses, language_models, gradients,
            everyday, everyday_small, vocabularies,
        ],
    )  # fmt: skip
