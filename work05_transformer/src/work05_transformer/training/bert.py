"""Training a small BERT: it fills in masked tokens first, then learns to put texts into classes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import LambdaLR

from shared.data.text_files import read_lines
from shared.training import EpochDataset, InMemory, Loop, Rows, Run
from shared.training.begun_with import DATA_FILE, keep
from shared.training.errors import CheckpointError
from shared.training.folder.saved import newest_run
from shared.training.settings.config import AUTO, config_of_run
from work05_transformer.errors import CorpusError
from work05_transformer.metrics import accuracy
from work05_transformer.models.bert import BertClassifier, MaskedLanguageModel
from work05_transformer.models.hugging_face_bert import (
    BERT_FOLDER,
    load_encoder,
    names_classes,
    save_bert,
)
from work05_transformer.models.transformer import parameter_count
from work05_transformer.text.labeled import LabeledText, composed, load_made
from work05_transformer.text.masking import draw_masks
from work05_transformer.text.word_pieces import (
    SPECIAL,
    cut_off,
    encode_texts,
    known_pieces,
    learn_word_pieces,
    load_word_pieces,
)
from work05_transformer.text.words import unknown_line
from work05_transformer.training.classification import Texts, finish, load_splits
from work05_transformer.training.config import FineTuningConfig, PretrainingConfig

if TYPE_CHECKING:
    from transformers import BertTokenizer  # seconds, for BERT only

UNKNOWN, MASK = SPECIAL.index("[UNK]"), SPECIAL.index("[MASK]")


class MaskedTexts(InMemory, EpochDataset):
    """Texts with hidden tokens: others in each epoch, decided by the seed and the epoch alone.

    Args:
        tokens: one row a text.
        vocab_size: tokens that may stand in the place of others.
        seed: of what is hidden.
    """

    def __init__(self, tokens: Int[Tensor, "texts longest"], vocab_size: int, seed: int) -> None:
        self.tokens, self.vocab_size, self.seed = tokens, vocab_size, seed
        self.start(0)

    def start(self, epoch: int) -> None:
        """Draw which tokens of an epoch are hidden."""
        drawn = int(np.random.default_rng((self.seed, epoch)).integers(2**31))
        special = (self.tokens < len(SPECIAL)) & (self.tokens != UNKNOWN)
        generator = torch.Generator().manual_seed(drawn)
        self.hidden, self.chosen = draw_masks(
            self.tokens, special, MASK, self.vocab_size, generator
        )

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitems__(self, indices: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Return texts with hidden tokens, which were chosen, and the texts as they were."""
        rows = list(indices)
        return self.hidden[rows], self.chosen[rows], self.tokens[rows]


def rise_and_fall(steps: int, warmup: float, step: int) -> float:
    """Return the factor of the learning rate: linearly up in the warm-up, then linearly to 0."""
    rise = max(1, math.ceil(steps * warmup))
    return min((step + 1) / rise, (steps - step) / max(1, steps - rise + 1))


def read_texts(config: PretrainingConfig) -> tuple[list[str], list[str], list[str]]:
    """Return texts to learn from, some to validate with, and lines that say what was left out.

    Raises:
        TextFileError: the file is missing, or in another encoding.
        CorpusError: it has fewer than two texts.
    """
    if config.corpus is None:
        splits = load_made(config.data, config.held_out)
        return [text for text, _ in splits.train], [text for text, _ in splits.valid], []
    first: dict[str, str] = {}
    empty, repeated = [], []
    for number, line in enumerate(read_lines(config.corpus), start=1):
        text = composed(line.strip())
        if not text:
            empty.append(number)
        elif text in first:
            repeated.append(number)
        else:
            first[text] = line
    texts = list(first.values())
    if len(texts) < 2:
        raise CorpusError(
            f"{config.corpus} has {len(texts)} texts: give two different ones or more, one a line"
        )
    left_out = (("empty lines", empty), ("lines that were there before", repeated))
    notes = [
        f"{config.corpus}: {len(lines):,} {what} are left out, the first is line {lines[0]}"
        for what, lines in left_out
        if lines
    ]
    order = np.random.default_rng(0).permutation(len(texts)).tolist()
    held_out = max(1, min(config.held_out, len(texts) // 10))
    return [texts[n] for n in order[held_out:]], [texts[n] for n in order[:held_out]], notes


def fit_masked(
    loop: Loop,
    config: PretrainingConfig,
    model: MaskedLanguageModel,
    train: Int[Tensor, "texts longest"],
    valid: Int[Tensor, "texts longest"],
) -> MaskedLanguageModel:
    """Train a model to fill in masked tokens; return it in evaluation mode."""
    vocab_size = model.bert.sizes.vocab_size
    texts = MaskedTexts(train, vocab_size, loop.seed)
    loader = loop.loader(texts, min(config.batch_size, len(train)), training=True)
    optimizer = torch.optim.AdamW(model.parameters(), config.learning_rate, fused=True)
    steps = config.epochs * len(loader)
    schedule = LambdaLR(optimizer, lambda step: rise_and_fall(steps, config.warmup, step))
    trained, optimizer, schedule = loop.prepare(model, optimizer, schedule)
    for _ in loop.epochs(config.epochs):
        trained.train()
        for hidden, chosen, tokens in loop.batches(loader):
            optimizer.zero_grad()
            loss = cross_entropy(trained(hidden, chosen).float(), tokens[chosen], reduction="sum")
            guessed = max(1, int(chosen.sum()))  # a batch of short texts may have none
            loop.backward(loss / guessed, count=guessed)
            loop.clip_gradients(1.0)
            optimizer.step()
            schedule.step()
        metrics = validate_masked(loop, model, MaskedTexts(valid, vocab_size, seed=0))
        loop.log({"train/loss": loop.epoch_loss(), **metrics})
    return model.eval()


def validate_masked(loop: Loop, model: nn.Module, texts: MaskedTexts) -> dict[str, float]:
    """Return the loss on masked tokens, and the share that is guessed right; masks are always alike."""
    loss, right, count = 0.0, 0, 0
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        for start in range(0, len(texts), 100):
            rows = range(start, min(start + 100, len(texts)))
            hidden, chosen, tokens = (t.to(loop.device) for t in texts.__getitems__(rows))
            logits, targets = model(hidden, chosen).float(), tokens[chosen]
            loss += float(cross_entropy(logits, targets, reduction="sum"))
            right += int((logits.argmax(1) == targets).sum())
            count += len(targets)
    model.train(was_training)
    return {"valid/loss": loss / max(1, count), "valid/accuracy": right / max(1, count)}


def pretrain(config: PretrainingConfig) -> Path:
    """Train a small BERT to fill in masked tokens of film reviews, or of your own text (--corpus).

    The run's folder `bert` holds it as `transformers` does: fine-tune it by `python finetune_bert.py`.
    """
    train_texts, valid_texts, notes = read_texts(config)
    own, texts = config.corpus is not None, train_texts + valid_texts
    tokenizer = learn_word_pieces(train_texts, config.vocab_size, strip_accents=not own)
    rows = encode_texts(tokenizer, texts, config.context)
    if own:
        notes += cut_off(tokenizer, texts, config.context, "--context")
    known = known_pieces(tokenizer, rows).bool().tolist()
    notes += unknown_line(
        texts, known, len(train_texts), "give texts with words, or a larger --vocab-size"
    )
    train, valid = rows.split([len(train_texts), len(valid_texts)])
    with Run(config, name="bert") as run:
        model = MaskedLanguageModel(config.model(len(tokenizer)))
        for note in notes:
            run.say(note)
        run.say(
            f"{len(train):,} texts to learn from, {len(valid):,} to validate; "
            f"{len(tokenizer):,} word pieces; {parameter_count(model):,} parameters"
        )
        keep(run, DATA_FILE, {}, train_texts)
        model = fit_masked(run, config, model, train, valid)
        if run.is_main:
            save_bert(model, run.folder / BERT_FOLDER)
            tokenizer.model_max_length = config.context
            tokenizer.save_pretrained(run.folder / BERT_FOLDER)
        run.finish(validate_masked(run, model, MaskedTexts(valid, len(tokenizer), seed=0)))
    return run.folder


def fit_classes(
    loop: Loop, config: FineTuningConfig, model: BertClassifier, train: Texts, valid: Texts
) -> BertClassifier:
    """Fine-tune a BERT; return it in evaluation mode."""
    loader = loop.loader(Rows(*train), min(config.batch_size, len(train[0])), training=True)
    optimizer = torch.optim.AdamW(model.parameters(), config.learning_rate, fused=True)
    steps = config.epochs * len(loader)
    schedule = LambdaLR(optimizer, lambda step: rise_and_fall(steps, config.warmup, step))
    trained, optimizer, schedule = loop.prepare(model, optimizer, schedule)
    padding = model.bert.sizes.padding
    for _ in loop.epochs(config.epochs):
        trained.train()
        for tokens, labels in loop.batches(loader):
            optimizer.zero_grad()
            longest = int((tokens != padding).sum(1).max())
            loop.backward(cross_entropy(trained(tokens[:, :longest]).float(), labels))
            loop.clip_gradients(1.0)
            optimizer.step()
            schedule.step()
        held_out = loop.evaluating(trained, Rows(*valid), 200)
        loop.log({"train/loss": loop.epoch_loss(), "valid/accuracy": accuracy(held_out)})
    return model.eval()


def find_pretrained(config: FineTuningConfig) -> FineTuningConfig:
    """Return the settings with the folder of a pretrained BERT; a run holds it in its folder `bert`.

    Where none is named it is that of the newest run which was no smoke run.
    """
    if config.resume not in (None, AUTO):
        return config  # as it was begun
    folder = config.pretrained
    if folder is None:

        def fits(run: Path) -> bool:
            if names_classes(run / BERT_FOLDER):
                return False
            try:
                return not config_of_run(PretrainingConfig, run).smoke
            except CheckpointError:  # of another version, or damaged: others may fit
                return False

        folder = newest_run(
            config.runs,
            f"{BERT_FOLDER}/config.json",
            command="pretrain_bert.py` without `--smoke",
            fits=fits,
        )
    inner = folder / BERT_FOLDER
    return replace(config, pretrained=inner if inner.is_dir() else folder)


def finetune(config: FineTuningConfig) -> Path:
    """Fine-tune a pretrained BERT to put texts into classes: film reviews, or your own (--corpus).

    The run's folder `bert` holds it as `transformers` does: `python classify.py "…" --model FOLDER`.
    """
    splits = load_splits(config)
    if config.smoke and config.pretrained is None:
        tokenizer = learn_word_pieces(
            [text for text, _ in splits.train], 200, strip_accents=config.corpus is None
        )
        sizes = PretrainingConfig.smoke_test().model(len(tokenizer))
        encoder = None
    else:
        config = find_pretrained(config)
        assert config.pretrained is not None
        encoder = load_encoder(config.pretrained)
        sizes = encoder.sizes
        tokenizer = load_word_pieces(config.pretrained, sizes.vocab_size)
    if config.longest > sizes.context:
        raise CorpusError(
            f"--longest {config.longest} is more than the {sizes.context} tokens that "
            f"{config.pretrained or 'the BERT of a smoke run'} has positions for: give --longest "
            f"{sizes.context} or less"
        )
    train, valid, test = (
        encode_labeled(tokenizer, texts, splits.classes, config.longest) for texts in splits.parts
    )
    notes = list(splits.notes)
    if config.corpus is not None:
        notes += cut_off(tokenizer, splits.texts, config.longest, "--longest")
    rows = torch.cat([tokens for tokens, _ in (train, valid, test)])
    known = known_pieces(tokenizer, rows).bool().tolist()
    remedy = "pretrain a BERT on texts like them, by `python pretrain_bert.py --corpus FILE`"
    notes += unknown_line(splits.texts, known, len(splits.train), remedy)
    with Run(config, name="bert-classes") as run:
        for note in notes:
            run.say(note)
        model = BertClassifier(sizes, len(splits.classes))
        if encoder is not None:
            model.bert = encoder
        run.say(
            f"{len(train[0]):,} texts to learn from, {len(valid[0]):,} to validate, {len(test[0]):,} "
            f"to test; {len(splits.classes)} classes; {parameter_count(model):,} parameters, "
            + ("none of them pretrained" if encoder is None else f"from {config.pretrained}")
        )
        keep(run, DATA_FILE, {"classes": splits.classes}, *train)
        model = fit_classes(run, config, model, train, valid)
        if run.is_main:
            save_bert(model, run.folder / BERT_FOLDER, splits.classes)
            tokenizer.model_max_length = config.longest
            tokenizer.save_pretrained(run.folder / BERT_FOLDER)
        finish(run, model, valid, test, batch_size=200)
    return run.folder


def encode_labeled(
    tokenizer: BertTokenizer, texts: Sequence[LabeledText], classes: Sequence[str], longest: int
) -> Texts:
    """Return texts as rows of word pieces, and their labels as numbers of classes."""
    numbers = {name: number for number, name in enumerate(classes)}
    labels = torch.tensor([numbers[label] for _, label in texts])
    return encode_texts(tokenizer, [text for text, _ in texts], longest), labels
