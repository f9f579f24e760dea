"""BERT as Hugging Face keeps it: a folder with config.json and weights in safetensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from safetensors.torch import save_file
from torch import Tensor

from shared.data.weights.loading import load_state_dict
from shared.training.folder.saved import fill, read_json
from shared.training.run import write_json
from shared.training.settings.config import from_json, to_json
from work05_transformer.errors import ModelError
from work05_transformer.models.bert import (
    EPSILON,
    Bert,
    BertClassifier,
    BertSizes,
    MaskedLanguageModel,
)

# Hugging Face's name of a layer's part → ours, each with .weight and .bias.
LAYER_NAMES = {
    "attention.self.query": "attention.query",
    "attention.self.key": "attention.key",
    "attention.self.value": "attention.value",
    "attention.output.dense": "attention.output",
    "attention.output.LayerNorm": "around_attention.norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "around_feed_forward.norm",
}
NAMES = {
    "bert.embeddings.word_embeddings": "bert.tokens",
    "bert.embeddings.position_embeddings": "bert.positions",
    "bert.embeddings.token_type_embeddings": "bert.segments",
    "bert.embeddings.LayerNorm": "bert.norm",
    "bert.pooler.dense": "pooler",
    "cls.predictions.transform.dense": "transform",
    "cls.predictions.transform.LayerNorm": "norm",
    "classifier": "head",
}
# The embeddings once more, a bias twice, a head for pairs of sentences: nothing that is needed here.
LEFT_OUT = ("cls.predictions.decoder.", "cls.seq_relationship.", "bert.embeddings.position_ids")
SIZES = {
    "vocab_size": "vocab_size",
    "context": "max_position_embeddings",
    "segments": "type_vocab_size",
    "d_model": "hidden_size",
    "num_layers": "num_hidden_layers",
    "num_heads": "num_attention_heads",
    "d_ff": "intermediate_size",
    "dropout": "hidden_dropout_prob",
    "padding": "pad_token_id",
}
BERT_FOLDER = "bert"  # of a run: the model and its tokenizer as `transformers` keeps them
CLASSIFIER = "BertForSequenceClassification"  # its name in config.json
WEIGHTS = ("model.safetensors", "model.safetensors.index.json")


def bert_from_hugging_face(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename BERT's tensors to ours.

    Raises:
        ModelError: a tensor has no place in BERT.
    """
    renamed = {}
    for name, tensor in tensors.items():
        # BertModel alone has no prefix; old files call a normalization's parameters gamma and beta.
        whole = name if name.startswith(("bert.", "cls.", "classifier.")) else f"bert.{name}"
        if whole.startswith(LEFT_OUT):
            continue
        if whole == "cls.predictions.bias":
            renamed["bias"] = tensor
            continue
        part, _, kind = whole.rpartition(".")
        kind = {"gamma": "weight", "beta": "bias"}.get(kind, kind)
        number, _, rest = part.removeprefix("bert.encoder.layer.").partition(".")
        if part in NAMES:
            renamed[f"{NAMES[part]}.{kind}"] = tensor
        elif part.startswith("bert.encoder.layer.") and rest in LAYER_NAMES:
            renamed[f"bert.layers.{number}.{LAYER_NAMES[rest]}.{kind}"] = tensor
        else:
            raise ModelError(f"{name!r} is no tensor of BERT: these are weights of another model")
    return renamed


def bert_to_hugging_face(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename our tensors to Hugging Face's."""
    names = {ours: theirs for theirs, ours in NAMES.items()}
    layer_names = {ours: theirs for theirs, ours in LAYER_NAMES.items()}
    renamed = {}
    for name, tensor in tensors.items():
        part, _, kind = name.rpartition(".")
        if name == "bias":
            renamed["cls.predictions.bias"] = tensor
        elif part in names:
            renamed[f"{names[part]}.{kind}"] = tensor
        else:
            number, _, rest = part.removeprefix("bert.layers.").partition(".")
            renamed[f"bert.encoder.layer.{number}.{layer_names[rest]}.{kind}"] = tensor
    return renamed


def sizes_from_hugging_face(values: Mapping[str, Any]) -> BertSizes:
    """Read BERT's config.json; what it does not say is as in BERT-base.

    Raises:
        ModelError: it is of another kind of model, or of a BERT with settings unknown here.
        CheckpointError: a size is no number, or they do not fit together.
    """
    if values.get("model_type") != "bert":
        raise ModelError(
            f"a model of the type {values.get('model_type')!r}: only bert is known here"
        )
    expected = {
        "hidden_act": "gelu",
        "layer_norm_eps": EPSILON,
        "is_decoder": False,
        "position_embedding_type": "absolute",
        "attention_probs_dropout_prob": values.get("hidden_dropout_prob", 0.1),
    }
    for name, known in expected.items():
        if values.get(name, known) != known:
            raise ModelError(f"{name} is {values[name]!r}: this BERT has {known!r}")
    told = {
        ours: values[theirs] for ours, theirs in SIZES.items() if values.get(theirs) is not None
    }
    return from_json(BertSizes, {**to_json(BertSizes()), **told})


def read_bert(folder: Path) -> tuple[BertSizes, dict[str, Tensor], tuple[str, ...]]:
    """Read a folder as `transformers` saves it.

    Returns:
        the sizes, the tensors named as ours, and the names of the classes where it has some:
        LABEL_0, LABEL_1, … where config.json does not say.

    Raises:
        ModelError: there is no such folder, no weights in safetensors, or another model's.
        FormatError: the weights are damaged, or no numbers.
    """
    weights = [folder / name for name in WEIGHTS if (folder / name).is_file()]
    if not weights or not (folder / "config.json").is_file():
        raise ModelError(
            f"{folder} holds no BERT: name a folder with config.json and model.safetensors, such as "
            "the folder bert of a run of pretrain_bert.py"
        )
    values = read_json(folder / "config.json")
    sizes = sizes_from_hugging_face(values)
    tensors = bert_from_hugging_face(load_state_dict(weights[0]))
    unnamed = {number: f"LABEL_{number}" for number in range(len(tensors.get("head.bias", ())))}
    labels = values.get("id2label") or unnamed
    classes = tuple(str(labels[number]) for number in sorted(labels, key=int))
    return sizes, tensors, classes


def names_classes(folder: Path) -> bool:
    """Return whether a folder holds a BERT that puts texts into classes."""
    path = folder / "config.json"
    if not path.is_file():
        return False
    values = read_json(path)
    # `transformers` writes no names of two classes that are called LABEL_0 and LABEL_1.
    return "id2label" in values or CLASSIFIER in (values.get("architectures") or ())


def load_encoder(folder: Path) -> Bert:
    """Load the encoder of any BERT; what stands on top of it is left out."""
    sizes, tensors, _ = read_bert(folder)
    own = {n.removeprefix("bert."): t for n, t in tensors.items() if n.startswith("bert.")}
    return fill(Bert(sizes), own, folder)


def load_masked_language_model(folder: Path) -> MaskedLanguageModel:
    """Load `transformers`' BertForMaskedLM, or a BertForPreTraining without its second head."""
    sizes, tensors, _ = read_bert(folder)
    own = {n: t for n, t in tensors.items() if not n.startswith(("pooler.", "head."))}
    return fill(MaskedLanguageModel(sizes), own, folder)


def load_bert_classifier(folder: Path) -> tuple[BertClassifier, tuple[str, ...]]:
    """Load `transformers`' BertForSequenceClassification and the names of its classes."""
    sizes, tensors, classes = read_bert(folder)
    if "head.bias" not in tensors or len(tensors["head.bias"]) != len(classes):
        raise ModelError(
            f"{folder} tells {len(tensors.get('head.bias', ()))} classes apart and names "
            f"{len(classes)}: name a BERT fine-tuned for classification, with id2label in config.json"
        )
    return fill(BertClassifier(sizes, len(classes)), tensors, folder), classes


def save_bert(
    model: MaskedLanguageModel | BertClassifier, folder: Path, classes: Sequence[str] = ()
) -> None:
    """Write a model as `transformers` does; its BertForMaskedLM or …SequenceClassification reads it."""
    folder.mkdir(exist_ok=True)
    sizes = model.bert.sizes
    values: dict[str, Any] = {theirs: getattr(sizes, ours) for ours, theirs in SIZES.items()}
    kind = CLASSIFIER if classes else "BertForMaskedLM"
    values |= {
        "model_type": "bert",
        "architectures": [kind],
        "attention_probs_dropout_prob": sizes.dropout,
    }
    if classes:
        values["id2label"] = {str(number): name for number, name in enumerate(classes)}
        values["label2id"] = {name: number for number, name in enumerate(classes)}
    tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(bert_to_hugging_face(tensors), folder / WEIGHTS[0], metadata={"format": "pt"})
    write_json(folder / "config.json", values)
