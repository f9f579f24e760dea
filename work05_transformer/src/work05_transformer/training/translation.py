"""Training a Transformer to translate: the corpus, the loop, the run of train_translation.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch.optim.lr_scheduler import LambdaLR

from shared.training import Loop, Run
from shared.training.begun_with import DATA_FILE, keep
from shared.translation import Example, Splits, controlled_corpus, fra_eng
from shared.translation.sentence_files import load_corpus
from work05_transformer.decoding.attention_maps import cross_attention, draw_attention
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import save_translator, translate
from work05_transformer.errors import CorpusError
from work05_transformer.layers.label_smoothing import smoothed_cross_entropy
from work05_transformer.metrics import bleu
from work05_transformer.models.transformer import Transformer, parameter_count
from work05_transformer.text.sentences import PADDING, PairBatches, Sentences
from work05_transformer.training.checkpoint_average import CheckpointAverage
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.warmup import paper_learning_rate

VALIDATED = 100  # validation sentences translated after each epoch; at the end all are
MADE = 4_000  # pairs to learn from, of corpora that have far more
FRA_ENG_WORDS = 16  # longer sentences of fra-eng are left out


def load_splits(config: TranslationConfig) -> tuple[Splits, list[str]]:
    """Load a corpus, and say what of a user's own is not used, in a line for each reason.

    The split is the same for every seed: what differs between runs is the training.

    Raises:
        TextFileError: a file of the corpus is missing, or in another encoding.
        UserError: it has too few pairs, or files do not fit together.
    """
    if config.corpus:
        return load_corpus(
            config.corpus,
            valid=config.valid,
            test=config.test,
            seed=0,
            pairs=config.train_sentences,
            pairs_option="--train-sentences",
            max_words=config.max_words,
        )
    count = config.train_sentences or MADE
    if config.data == "fra-eng":
        return fra_eng(train=count, max_words=config.max_words or FRA_ENG_WORDS), []
    held_out = 8 if config.data == "sample" else 500
    return controlled_corpus(count, held_out=held_out), []


@dataclass(frozen=True)
class TranslationCorpus:
    """A corpus and its encoding.

    Attributes:
        splits: without the sentences that are longer than the context.
        sentences: the encoding, learned from the training part.
        left_out: what is not used, in a line for each reason.
    """

    splits: Splits
    sentences: Sentences
    left_out: list[str]


def load_data(config: TranslationConfig) -> TranslationCorpus:
    """Load the corpus and learn its encoding."""
    splits, left_out = load_splits(config)
    sentences = Sentences.learn(splits.train, config.vocab_size)
    short, too_long = within_context(splits, sentences, config.context)
    return TranslationCorpus(short, sentences, left_out + too_long)


def within_context(splits: Splits, sentences: Sentences, context: int) -> tuple[Splits, list[str]]:
    """Leave out sentences of more tokens than the context; say how many, and what has no score then.

    Raises:
        CorpusError: none is left to learn from, or to validate with.
    """
    wanted = f"of at most {context} tokens"
    long: list[str] = []

    def fits(*texts: str) -> bool:
        beyond = [text for text in texts if len(sentences.encode(text)) > context]
        long.extend(beyond[:1])
        return not beyond

    def kept(examples: list[Example]) -> list[Example]:
        return [example for example in examples if fits(example.source)]

    train = [pair for pair in splits.train if fits(pair.source, pair.target)]
    tests = {name: kept(examples) for name, examples in splits.tests.items()}
    short = Splits(train, kept(splits.valid), {name: some for name, some in tests.items() if some})
    for use, left in (("learn from", short.train), ("validate with", short.valid)):
        if not left:
            raise CorpusError(f"no sentence {wanted} is left to {use}: give a larger --context")

    said = []
    if long:
        said.append(
            f"{len(long):,} sentences of more than {context} tokens are left out; one begins "
            f"{long[0][:30]!r}"
        )
    return short, said + [
        f"{name}: none of its {len(examples):,} sentences is {wanted}, so that it has no score; "
        "a larger --context keeps them"
        for name, examples in splits.tests.items()
        if examples and name not in short.tests
    ]


def make_transformer(config: TranslationConfig, vocab_size: int) -> Transformer:
    """Build the model."""
    return Transformer(config.model(vocab_size))


def fit(
    loop: Loop, config: TranslationConfig, model: Transformer, corpus: TranslationCorpus
) -> Transformer:
    """Train a model on sentence pairs; validate it by BLEU on a few sentences.

    Returns:
        the model with the mean of the last checkpoints' weights, in evaluation mode.
    """
    # Equation (3) gives the whole learning rate: the optimizer's own is a mere factor.
    optimizer = torch.optim.Adam(
        model.parameters(), lr=config.learning_rate_scale, betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    schedule = LambdaLR(
        optimizer, lambda step: paper_learning_rate(step + 1, config.d_model, config.warmup)
    )
    checkpoints = CheckpointAverage(config.averaged)
    batches = PairBatches(corpus.splits.train, corpus.sentences, config.batch_tokens)
    loader = loop.loader(batches, None, training=True)
    trained, optimizer, schedule, checkpoints = loop.prepare(
        model, optimizer, schedule, checkpoints
    )

    validated = corpus.splits.valid[:VALIDATED]
    for _ in loop.epochs(config.epochs):
        trained.train()
        for source, inputs, targets in loop.batches(loader):
            optimizer.zero_grad()
            logits = trained(source, inputs).flatten(0, 1).float()
            loss = smoothed_cross_entropy(logits, targets.flatten(), config.smoothing, PADDING)
            loop.backward(loss, count=(targets != PADDING).sum())
            optimizer.step()
            schedule.step()
            if schedule.last_epoch % config.average_every == 0:  # steps done
                checkpoints.add(model)
        translated = translate_all(model.eval(), corpus.sentences, validated, BeamSettings(1))
        greedy = bleu(translated, validated, resamples=0).score
        loop.log({"train/loss": loop.epoch_loss(), "valid/BLEU": greedy})
    if schedule.last_epoch % config.average_every:  # otherwise the last is among them
        checkpoints.add(model)
    checkpoints.load_into(model)
    return model.eval()


def translate_all(
    model: Transformer, sentences: Sentences, examples: list[Example], settings: BeamSettings
) -> list[str]:
    """Translate the sources of examples."""
    return translate(model, sentences, [example.source for example in examples], settings)


def train_translation(config: TranslationConfig) -> Path:
    """Train the Transformer to translate; end with BLEU by beam search.

    The paper's label smoothing, warm-up, Adam and averaged checkpoints, on pairs made here or on
    your own (--corpus). The run folder holds the weights, the vocabulary and an attention map:
    `python translate.py "…" --model FOLDER`.
    """
    corpus = load_data(config)
    splits, sentences = corpus.splits, corpus.sentences
    beam = BeamSettings(config.beam, config.alpha)
    with Run(config, name="translation") as run:
        model = make_transformer(config, len(sentences))
        for line in corpus.left_out:
            run.say(line)
        run.say(
            f"{len(splits.train):,} pairs, {len(sentences)} tokens in the vocabulary; "
            f"{parameter_count(model):,} parameters"
        )
        keep(run, DATA_FILE, {}, splits.train, sentences.byte_pairs.tokens)
        if run.is_main:
            save_translator(model.config, sentences, run.folder)
        model = fit(run, config, model, corpus)
        metrics: dict[str, float] = {"train/core_seconds": run.cpu_seconds}
        if run.is_main:
            for part, examples in {"valid": splits.valid, **splits.tests}.items():
                result = bleu(translate_all(model, sentences, examples, beam), examples)
                metrics[f"{part}/BLEU"] = result.score
                run.say(f"{part}: BLEU {result.score:.1f} ({result.low:.1f} to {result.high:.1f})")
            run.say(result.signature)
        run.finish(metrics)
        if run.is_main:
            show_translations(run, model, sentences, splits.valid[:3], beam)
    return run.folder


def show_translations(
    run: Run, model: Transformer, sentences: Sentences, examples: list[Example], beam: BeamSettings
) -> None:
    """Print a few translations; draw the decoder's attention in the first of them."""
    sources = [example.source for example in examples]
    for source, translated in zip(sources, translate(model, sentences, sources, beam), strict=True):
        run.say(f"    | {source}\n    | → {translated}")
    attention = cross_attention(model, sentences, sources[0], settings=beam)
    draw_attention(run.folder / "attention.svg", attention)
