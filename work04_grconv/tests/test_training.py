"""`python train.py` and `python translate.py`: runs, their folders, refusals."""

from __future__ import annotations

import dataclasses
import io
import json
import sys
from pathlib import Path

import pytest
import torch

from shared.training import CheckpointError, read_metrics
from shared.training.run_folder import check_run_folder
from shared.training.testing import run_train
from shared.translation import Pair
from work04_grconv.commands import TranslateConfig
from work04_grconv.commands import run as translate_run
from work04_grconv.data.pairs import Pairs, encode_pairs, learn_languages, load, load_file, pad
from work04_grconv.data.sentence_files import decode_lines, parse_pairs, read_lines, read_pairs
from work04_grconv.errors import ModelError, TextError
from work04_grconv.grconv.soft_tree import credit, draw_tree, edge_weights, hard_split
from work04_grconv.text.vocabulary import PAD
from work04_grconv.training.loop import TrainConfig, train
from work04_grconv.training.saved_runs import load_run, newest_run
from work04_grconv.translation.inference import evaluate, translate
from work04_grconv.translation.inspection import attention_map, sentence_tree
from work04_grconv.translation.translator import Kind

PROJECT = Path(__file__).parent.parent
TINY = dataclasses.replace(
    TrainConfig.smoke_test(), pairs=128, embedding=8, hidden=8, epochs=1, precision="fp32"
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, Path]:
    """One tiny run of each kind."""
    folder = tmp_path_factory.mktemp("runs")
    kinds: tuple[Kind, ...] = ("grconv", "gru", "attention")
    return {k: train(dataclasses.replace(TINY, encoder=k, runs=folder / k)) for k in kinds}


def test_a_smoke_run_leaves_a_complete_folder_with_trees(tmp_path: Path) -> None:
    done = run_train(PROJECT, "--smoke", "--runs", str(tmp_path))
    assert done.returncode == 0, done.stderr
    (folder,) = tmp_path.iterdir()
    check_run_folder(folder)
    assert (folder / "trees" / "0.svg").read_text().startswith("<svg")
    assert set(read_metrics(folder)[-1]) >= {"train/loss", "valid/loss"}
    assert "values: BLEU" in done.stdout
    assert "lengths: BLEU" in done.stdout


def test_the_same_seed_gives_the_same_weights(tmp_path: Path, runs: dict[Kind, Path]) -> None:
    again = train(dataclasses.replace(TINY, runs=tmp_path / "a"))
    other = train(dataclasses.replace(TINY, runs=tmp_path / "b", seed=1))
    weights = [(f / "model.safetensors").read_bytes() for f in (runs["grconv"], again, other)]
    assert weights[0] == weights[1]
    assert weights[0] != weights[2]


@pytest.mark.parametrize("kind", ["grconv", "gru", "attention"])
def test_a_saved_run_translates_as_it_did(runs: dict[Kind, Path], kind: Kind) -> None:
    saved = load_run(runs[kind])
    splits = load("sample", size=TINY.pairs)
    sentences = [example.source for example in splits.tests["values"]]
    made = json.loads((runs[kind] / "translations.json").read_text())["values"]
    found = translate(saved.translator, saved.languages, sentences, beam=TINY.beam)
    assert found == made
    bleu, exact = evaluate(made, splits.tests["values"])
    summary = json.loads((runs[kind] / "summary.json").read_text())["metrics"]
    assert summary["values/BLEU"] == pytest.approx(bleu.score)
    assert summary["values/exact"] == exact


def test_trees_and_maps_of_a_saved_run(runs: dict[Kind, Path]) -> None:
    saved = load_run(runs["grconv"])
    tree, words = sentence_tree(saved.translator, saved.languages, "Forty-two euros, or so.")
    assert words == ["forty-", "two", "euros", ",", "or", "so", "."]
    for shares in credit(tree):
        assert shares.sum().item() == pytest.approx(1)
    drawing = draw_tree(tree, words, threshold=0.0)
    assert drawing.count("<path") == 2 * 21
    assert draw_tree(tree, words, threshold=1.1).count("<path") == 0
    assert 1 <= hard_split(tree) <= 6
    code = saved.translator.encode(
        pad([saved.languages.source.encode("Forty-two euros, or so.")]), torch.tensor([7])
    ).code
    torch.testing.assert_close(tree.code, code[0])
    with pytest.raises(TextError, match="no tree"):
        sentence_tree(saved.translator, saved.languages, " ")
    with pytest.raises(ModelError, match="only grConv"):
        sentence_tree(*_parts(runs["gru"]), "two")

    weights, target, source = attention_map(*_parts(runs["attention"]), "two or three", "deux")
    assert (len(target), len(source)) == weights.shape == (2, 3)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(2))
    with pytest.raises(ModelError, match="only attention"):
        attention_map(*_parts(runs["gru"]), "two", "deux")


def _parts(folder: Path) -> tuple:
    saved = load_run(folder)
    return saved.translator, saved.languages


def test_hard_gates_part_a_sentence_where_they_merge() -> None:
    from work04_grconv.grconv.plain import Tree

    merge, left, right = (torch.tensor([[0.8, 0.1, 0.1]]), torch.tensor([[0.1, 0.8, 0.1]]),
                          torch.tensor([[0.1, 0.1, 0.8]]))  # fmt: skip
    nodes = [torch.zeros(4 - t, 1) for t in range(4)]
    # The root copies its right child, which merges words 1 to 3: after word 1 or 2.
    gates = [torch.cat([left] * 3), torch.cat([left, merge]), right]
    assert hard_split(Tree(nodes, gates)) == 2
    assert hard_split(Tree(nodes, [torch.cat([merge] * 3), torch.cat([merge] * 2), merge])) == 2
    assert hard_split(Tree(nodes, [torch.cat([merge] * 3), torch.cat([left] * 2), left])) == 1
    torch.testing.assert_close(edge_weights(merge), torch.tensor([[0.9, 0.9]]))


def test_padding_and_limits() -> None:
    assert pad([[5], [6, 7]]).tolist() == [[5, PAD], [6, 7]]
    texts = [Pair("one two", "un deux"), Pair("one " * 9, "un"), Pair(" ", "un")]
    languages = learn_languages(texts, "word", size=None, merges=0)
    pairs, skipped = encode_pairs(texts, languages, longest=5)
    assert (len(pairs), skipped) == (1, 2)
    assert isinstance(pairs, Pairs)
    with pytest.raises(TextError, match="no pair of 1 to 1 tokens"):
        encode_pairs(texts, languages, longest=1)


def test_an_unknown_word_is_translated_somehow(runs: dict[Kind, Path]) -> None:
    saved = load_run(runs["gru"])
    made = translate(saved.translator, saved.languages, ["zyzzyva", "", "two"], beam=2)
    assert len(made) == 3
    assert made[1] == ""


# Files and pipes


def test_pairs_are_sorted_from_bad_lines() -> None:
    found = parse_pairs(["a\tb", "", "no tab", "\tb", "a\t ", "c\td\tCC-BY\r"])
    assert found.pairs == [Pair("a", "b"), Pair("c", "d")]
    assert dict(found.skipped) == {"empty line": 1, "no tab": 1, "an empty side": 2}
    assert found.summary() == (
        "4 lines left out (1 × empty line, 1 × no tab, 2 × an empty side; "
        "line 2: empty line; line 3: no tab; line 4: an empty side)"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        ("déjà\tvu".encode("cp1252"), "line 1: byte 0xe9 is no UTF-8"),
        (b"one line\nand another", "has no line `source TAB target`"),
    ],
)
def test_bad_files_are_one_clear_error(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_bytes(content)
    with pytest.raises(TextError, match=message):
        read_pairs(path)


def test_a_users_file_is_split_by_its_sources(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    lines = [f"word{n % 30}\tmot{n}" for n in range(60)] + ["no tab"]
    path.write_text("\n".join(lines))
    splits, left_out = load_file(path, seed=0, max_words=None)
    assert left_out == "1 lines left out (1 × no tab; line 61: no tab)"
    assert len(splits.train) == 2 * 24
    tested = {example.source for example in splits.tests["test"]}
    assert len(tested) == 3
    assert tested.isdisjoint(pair.source for pair in splits.train)


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfone\n\nthree\n")
    assert read_lines(path) == ["one", "", "three"]
    with pytest.raises(TextError, match="cannot read"):
        read_lines(tmp_path / "no")
    assert decode_lines(b"a\nb", "x") == ["a", "b"]


def test_the_command_translates_arguments_files_and_pipes(
    runs: dict[Kind, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = runs["grconv"]
    assert translate_run(TranslateConfig(("two", "three"), run=folder, trees=tmp_path)) == 0
    from_arguments = capsys.readouterr().out.split("\n")
    assert len(from_arguments) == 3
    assert (tmp_path / "tree-2.svg").exists()

    path = tmp_path / "lines"
    path.write_text("two\n\n" + "two " * 61 + "\nthree\n")
    assert translate_run(TranslateConfig(file=path, run=folder)) == 0
    done = capsys.readouterr()
    assert done.out.split("\n") == [from_arguments[0], "", "", from_arguments[1], ""]
    assert "skipped sentence 2: an empty line" in done.err
    assert "skipped sentence 3: 61 tokens, the model's limit is 60" in done.err

    class Pipe(io.StringIO):
        buffer = io.BytesIO(b"three\n")

    monkeypatch.setattr(sys, "stdin", Pipe())
    assert translate_run(TranslateConfig(run=folder)) == 0
    assert capsys.readouterr().out.split("\n") == [from_arguments[1], ""]
    assert translate_run(TranslateConfig((" ",), run=folder)) == 1


def test_the_command_refuses_what_it_cannot_do(runs: dict[Kind, Path], tmp_path: Path) -> None:
    with pytest.raises(TextError, match="not both"):
        translate_run(TranslateConfig(("a",), file=tmp_path))
    with pytest.raises(TextError, match="a beam of 0"):
        translate_run(TranslateConfig(("a",), beam=0))
    with pytest.raises(CheckpointError, match="is no run folder"):
        translate_run(TranslateConfig(("a",), run=tmp_path))
    with pytest.raises(ModelError, match="no finished run"):
        newest_run(tmp_path)
    assert newest_run(runs["gru"].parent) == runs["gru"]


def test_a_damaged_run_is_one_clear_error(runs: dict[Kind, Path], tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(runs["gru"], tmp_path / "copy")
    (folder / "model.safetensors").write_bytes(b"\x08")
    with pytest.raises(ModelError, match="does not hold a translator that fits"):
        load_run(folder)
    shutil.copy(runs["attention"] / "model.safetensors", folder)
    with pytest.raises(ModelError, match="does not hold a translator that fits"):
        load_run(folder)
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="the run did not finish"):
        load_run(folder)
