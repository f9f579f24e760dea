"""The experiments of the report: `python -m work05_transformer.studies [NAME …]`."""

from collections.abc import Sequence

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.studies import study_command
from shared.studies.declaring import Definition


def studies() -> Sequence[Definition]:
    """Return them in the report's order; they import what `--help` and a worker need not wait for."""
    from work05_transformer.studies.bert import bert, bert_longer
    from work05_transformer.studies.chinese import chinese
    from work05_transformer.studies.classification import (
        classification,
        classification_whole,
        review_words,
    )
    from work05_transformer.studies.default import (
        classification_default,
        default,
        translation_default,
    )
    from work05_transformer.studies.gpu import gpu_everyday, gpu_nanogpt, gpu_shakespeare
    from work05_transformer.studies.normalization import (
        guessing,
        norm_convergence,
        norm_gradients,
        norm_recovery,
        pre_and_post_norm,
    )
    from work05_transformer.studies.parts import parts
    from work05_transformer.studies.pooling import pooling
    from work05_transformer.studies.recipe import recipe, ten_minutes
    from work05_transformer.studies.recipe_texts import recipe_texts
    from work05_transformer.studies.rounding import rounding
    from work05_transformer.studies.sequence_layers import sequence_layers
    from work05_transformer.studies.sizes import sizes
    from work05_transformer.studies.translation import everyday, translation, translation_errors
    from work05_transformer.studies.variance import variance
    from work05_transformer.studies.vision import vision
    from work05_transformer.studies.vision_longer import gpu_vision, vision_longer
    from work05_transformer.studies.word_vectors import word_vectors

    return [
        pooling, sizes, variance, sequence_layers, default, translation_default,
        classification_default, recipe, ten_minutes, recipe_texts, rounding, chinese, translation,
        translation_errors, everyday, norm_gradients, guessing, pre_and_post_norm,
        norm_recovery, norm_convergence, parts, review_words, classification, classification_whole,
        bert, bert_longer, word_vectors, vision, vision_longer, gpu_everyday, gpu_shakespeare, gpu_vision,
        gpu_nanogpt,
    ]  # fmt: skip


if __name__ == "__main__":
    study_command("work05_transformer", studies)
