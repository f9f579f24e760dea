"""Translation: corpora, split so that no test sentence was seen in training, and BLEU."""

from shared.translation.bleu import Bleu, score_bleu
from shared.translation.controlled import controlled_corpus
from shared.translation.sentence_pairs import fra_eng
from shared.translation.splits import Example, Pair, Splits
from shared.translation.writing import Writing, writing_of

__all__ = [
    "Bleu",
    "Example",
    "Pair",
    "Splits",
    "Writing",
    "controlled_corpus",
    "fra_eng",
    "score_bleu",
    "writing_of",
]
