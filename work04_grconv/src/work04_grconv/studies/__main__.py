"""The experiments of the report: `python -m work04_grconv.studies [NAME …]`."""

from collections.abc import Sequence

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.studies import study_command
from shared.studies.declaring import Definition


def studies() -> Sequence[Definition]:
    """Return them in the report's order; they import what `--help` and a worker need not wait for."""
    from work04_grconv.studies.borders import borders
    from work04_grconv.studies.encoders import default, encoders, encoders_converged
    from work04_grconv.studies.everyday import everyday, everyday_small, vocabularies
    from work04_grconv.studies.everyday_whole import everyday_whole
    from work04_grconv.studies.gates import gates
    from work04_grconv.studies.gpu import gpu_everyday
    from work04_grconv.studies.gpu_tokens import gpu_tokens
    from work04_grconv.studies.gradients import gradients
    from work04_grconv.studies.language_models import default_language_model, language_models
    from work04_grconv.studies.ngram_space import ngram_space
    from work04_grconv.studies.parses import parses
    from work04_grconv.studies.sampling import sampling
    from work04_grconv.studies.tokenizers import chinese, tokenizers
    from work04_grconv.studies.translations import translations

    return [
        default, encoders, encoders_converged, translations, parses, borders, tokenizers, chinese,
        ngram_space, default_language_model, language_models, sampling, gates, gradients, everyday,
        everyday_small, vocabularies, everyday_whole, gpu_everyday, gpu_tokens,
    ]  # fmt: skip


if __name__ == "__main__":
    study_command("work04_grconv", studies)
