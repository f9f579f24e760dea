"""BERT: equal to transformers' from the same folder; padding changes nothing; what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from torch import nn

from shared.training import SavedModelError
from work05_transformer.errors import ModelError
from work05_transformer.models.bert import Bert, BertClassifier, BertSizes, MaskedLanguageModel
from work05_transformer.models.hugging_face_bert import (
    SIZES,
    load_bert_classifier,
    load_encoder,
    load_masked_language_model,
    names_classes,
    save_bert,
    sizes_from_hugging_face,
)

TINY = BertSizes(vocab_size=40, context=12, d_model=12, num_layers=2, num_heads=3, d_ff=20)
TOKENS = torch.tensor([[2, 9, 8, 7, 3, 11, 3], [2, 30, 3, 5, 3, 0, 0]])
SEGMENTS = torch.tensor([[0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0, 0]])


def reference(kind: Any, folder: Path) -> Any:
    """Save transformers' model with random weights that are far from those that training starts with."""
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=40, max_position_embeddings=12, hidden_size=12, num_hidden_layers=2,
        num_attention_heads=3, intermediate_size=20, num_labels=3,
        id2label={0: "no", 1: "so so", 2: "yes"},
    )  # fmt: skip
    model = kind(config).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3)
    model.save_pretrained(folder)
    return model


def test_masked_tokens_get_transformers_logits(tmp_path: Path) -> None:
    theirs = reference(transformers.BertForMaskedLM, tmp_path)
    ours = load_masked_language_model(tmp_path)
    assert ours.bert.sizes == TINY
    is_token = TOKENS != 0
    expected = theirs(TOKENS, attention_mask=is_token.long(), token_type_ids=SEGMENTS).logits
    actual = ours(TOKENS, is_token, SEGMENTS)
    torch.testing.assert_close(actual, expected[is_token], rtol=1e-4, atol=1e-5)
    few = torch.zeros_like(is_token)
    few[0, 3] = few[1, 1] = True
    torch.testing.assert_close(ours(TOKENS, few, SEGMENTS), expected[few], rtol=1e-4, atol=1e-5)


def test_classes_get_transformers_logits_and_names(tmp_path: Path) -> None:
    theirs = reference(transformers.BertForSequenceClassification, tmp_path)
    ours, classes = load_bert_classifier(tmp_path)
    assert classes == ("no", "so so", "yes")
    expected = theirs(TOKENS, attention_mask=(TOKENS != 0).long()).logits
    torch.testing.assert_close(ours(TOKENS), expected, rtol=1e-4, atol=1e-5)


def test_two_classes_without_names_are_called_as_transformers_calls_them(tmp_path: Path) -> None:
    theirs = transformers.BertForSequenceClassification(
        transformers.BertConfig(
            vocab_size=40, max_position_embeddings=12, hidden_size=12, num_hidden_layers=2,
            num_attention_heads=3, intermediate_size=20,
        )
    ).eval()  # fmt: skip
    theirs.save_pretrained(tmp_path)
    assert "id2label" not in json.loads((tmp_path / "config.json").read_text())
    assert names_classes(tmp_path)
    ours, classes = load_bert_classifier(tmp_path)
    assert dict(enumerate(classes)) == theirs.config.id2label
    expected = theirs(TOKENS, attention_mask=(TOKENS != 0).long()).logits
    torch.testing.assert_close(ours(TOKENS), expected, rtol=1e-4, atol=1e-5)


def test_gradients_are_transformers(tmp_path: Path) -> None:
    theirs = reference(transformers.BertForSequenceClassification, tmp_path).double()
    ours, _ = load_bert_classifier(tmp_path)
    theirs(TOKENS, attention_mask=(TOKENS != 0).long()).logits.square().sum().backward()
    ours.double()(TOKENS).square().sum().backward()
    for our_part, their_part in (
        (ours.bert.tokens, theirs.bert.embeddings.word_embeddings),
        (ours.bert.layers[0].attention.key, theirs.bert.encoder.layer[0].attention.self.key),
        (ours.bert.layers[1].up, theirs.bert.encoder.layer[1].intermediate.dense),
        (ours.pooler, theirs.bert.pooler.dense),
    ):
        assert isinstance(our_part.weight, nn.Parameter)
        given, expected = our_part.weight.grad, their_part.weight.grad
        assert given is not None
        keep = slice(1, None)  # transformers gives the embedding of padding no gradient
        torch.testing.assert_close(given[keep], expected[keep], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("classes", [(), ("no", "yes")])
def test_what_is_saved_here_is_read_by_transformers(
    classes: tuple[str, ...], tmp_path: Path
) -> None:
    torch.manual_seed(1)
    folder, is_token = tmp_path / "bert", TOKENS != 0
    if classes:
        ours: Any = BertClassifier(TINY, len(classes)).eval()
        save_bert(ours, folder, classes)
        theirs: Any = transformers.BertForSequenceClassification.from_pretrained(folder)
        assert theirs.config.id2label == {0: "no", 1: "yes"}
        actual = ours(TOKENS)
        expected = theirs(TOKENS, attention_mask=is_token.long()).logits
    else:
        ours = MaskedLanguageModel(TINY).eval()
        save_bert(ours, folder)
        theirs = transformers.BertForMaskedLM.from_pretrained(folder)
        actual = ours(TOKENS, is_token)
        expected = theirs(TOKENS, attention_mask=is_token.long()).logits[is_token]
    torch.testing.assert_close(actual, expected, rtol=1e-4, atol=1e-6)


def test_a_bert_without_its_heads_is_an_encoder(tmp_path: Path) -> None:
    reference(transformers.BertForPreTraining, tmp_path / "both")
    reference(transformers.BertModel, tmp_path / "alone")
    encoder = load_encoder(tmp_path / "both")
    assert encoder(TOKENS).shape == (2, 7, 12)
    assert load_encoder(tmp_path / "alone")(TOKENS).shape == (2, 7, 12)
    assert load_masked_language_model(tmp_path / "both")(TOKENS, TOKENS > 3).shape[1] == 40


def test_names_of_old_files_are_known(tmp_path: Path) -> None:
    reference(transformers.BertModel, tmp_path)
    expected = load_encoder(tmp_path)(TOKENS)
    tensors = load_file(tmp_path / "model.safetensors")
    old = {n.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta"): t for n, t in tensors.items()}  # fmt: skip  # noqa: E501
    old["embeddings.position_ids"] = torch.arange(12)[None]
    save_file(old, tmp_path / "model.safetensors")
    torch.testing.assert_close(load_encoder(tmp_path)(TOKENS), expected)


def test_padding_changes_nothing() -> None:
    model = Bert(TINY).eval()
    whole = model(TOKENS)
    torch.testing.assert_close(model(TOKENS[1:, :5]), whole[1:, :5])


def test_segments_and_positions_matter() -> None:
    model = Bert(TINY).eval()
    assert not torch.allclose(model(TOKENS, SEGMENTS), model(TOKENS))
    same = torch.full((1, 4), 9)
    assert not torch.allclose(model(same)[0, 0], model(same)[0, 1])
    with pytest.raises(ModelError, match="13 tokens are more than the context of 12"):
        model(torch.ones(1, 13, dtype=torch.long))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model_type": "gpt2"}, "of the type 'gpt2'"),
        ({"hidden_act": "relu"}, "hidden_act is 'relu'"),
        ({"attention_probs_dropout_prob": 0.3}, "attention_probs_dropout_prob is 0.3"),
        ({"num_hidden_layers": 3}, "'layers.2"),
    ],
)
def test_another_model_is_refused(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    save_bert(MaskedLanguageModel(TINY), tmp_path)
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises((ModelError, SavedModelError), match=message):
        load_encoder(tmp_path)


@pytest.mark.parametrize("unsaid", ["type_vocab_size", "pad_token_id", "hidden_dropout_prob"])
def test_what_a_config_does_not_say_is_as_in_bert_base(unsaid: str) -> None:
    said = {
        theirs: getattr(BertSizes(), ours) for ours, theirs in SIZES.items() if theirs != unsaid
    }
    assert sizes_from_hugging_face({"model_type": "bert", **said}) == BertSizes()


def test_what_is_no_bert_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no BERT"):
        load_encoder(tmp_path)
    save_bert(MaskedLanguageModel(TINY), tmp_path)
    with pytest.raises(ModelError, match="0 classes apart and names 0"):
        load_bert_classifier(tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"config\.json and model\.safetensors"):
        load_encoder(tmp_path)
    save_file({"h.0.attn.c_attn.weight": torch.zeros(1)}, tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match="is no tensor of BERT"):
        load_encoder(tmp_path)
