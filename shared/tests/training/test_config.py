"""A configuration is complete, has a name, and comes back from a file as it was."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import pytest

from shared.training import CheckpointError, RunConfig, RunError, parse_config, to_json
from shared.training.folder.checkpoints import checkpoint_path, save_checkpoint
from shared.training.settings.config import from_json, refuse_contradictions


@dataclass(frozen=True)
class Layer:
    stride: int
    shapes: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Settings(RunConfig):
    model: Literal["small", "large"] = "small"
    """Chooses the settings below."""
    widths: tuple[int, ...] = (8, 16)
    """Of the stages."""
    learning_rate: float = 0.1
    """At its highest."""
    layer: Layer = field(default_factory=lambda: Layer(4))
    """Of the network."""
    folder: Path | None = None
    """Of the data."""
    limit: float | None = None
    """None for none."""
    own_files: tuple[Path, ...] = ()
    """In place of the data."""

    chosen_by: ClassVar[str] = "model"

    @classmethod
    def configurations(cls) -> dict[str, Self]:
        return {"small": cls(), "large": cls(model="large", widths=(64, 128), learning_rate=0.01)}

    @classmethod
    def smoke_test(cls) -> Self:
        return cls(smoke=True, precision="fp32", widths=(2,))


def test_a_configuration_comes_back_from_json_as_it_was() -> None:
    config = Settings(
        widths=(1, 2, 3), folder=Path("somewhere"), limit=2.5, layer=Layer(8, ((1.0, 2.0),))
    )
    text = json.dumps(to_json(config))
    assert from_json(Settings, json.loads(text)) == config
    assert json.loads(text) == to_json(config)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unknown": 1}, "unknown"),
        ({"widths": "wide"}, "widths"),
        ({"model": "medium"}, "model"),
        ({"learning_rate": "fast"}, "learning_rate"),
        ({"layer": {"stride": 4, "shapes": [], "more": 1}}, "layer"),
    ],
)
def test_settings_of_another_kind_are_refused_by_name(
    change: dict[str, object], message: str
) -> None:
    with pytest.raises(CheckpointError, match=message):
        from_json(Settings, {**to_json(Settings()), **change})


def test_settings_that_are_not_there_are_not_taken_for_the_defaults() -> None:
    values = to_json(Settings())
    without = {name: value for name, value in values.items() if name != "limit"}
    with pytest.raises(CheckpointError, match="nothing of limit"):
        from_json(Settings, without)
    with pytest.raises(CheckpointError, match=r"nothing of layer\.shapes"):
        from_json(Settings, {**values, "layer": {"stride": 4}})


def test_an_option_chooses_a_named_configuration_and_the_others_override_it() -> None:
    assert parse_config(Settings, [], "") == Settings()
    large = Settings.configurations()["large"]
    assert parse_config(Settings, ["--model", "large"], "") == large
    changed = parse_config(Settings, ["--model=large", "--learning-rate", "0.5"], "")
    assert changed == dataclasses.replace(large, learning_rate=0.5)


def test_a_name_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_config(Settings, ["--model", "medium"], "")
    assert "medium" in capsys.readouterr().err


def test_a_smoke_run_has_its_own_settings() -> None:
    assert parse_config(Settings, ["--smoke"], "").widths == (2,)


def test_a_smoke_run_of_a_named_configuration_is_refused() -> None:
    with pytest.raises(RunError, match="leave out --model large"):
        parse_config(Settings, ["--smoke", "--model", "large"], "")


def test_a_resumed_run_keeps_its_settings_when_a_preset_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = Settings.configurations()["large"]
    save_checkpoint(
        checkpoint_path(tmp_path),
        {"step": 1, "settings": json.dumps(to_json(large)), "precision": "fp32"},
    )
    changed = {"large": dataclasses.replace(large, widths=(1,))}
    monkeypatch.setattr(Settings, "configurations", classmethod(lambda cls: changed))
    resumed = parse_config(Settings, ["--resume", str(tmp_path)], "")
    assert resumed == dataclasses.replace(large, resume=tmp_path)
    with pytest.raises(CheckpointError, match="is no smoke run: leave out --smoke"):
        parse_config(Settings, ["--smoke", "--resume", str(tmp_path)], "")
    parse_config(Settings, ["--resume", str(tmp_path), "--precision", "fp32"], "")
    with pytest.raises(
        CheckpointError, match=r"trained with --precision fp32, .*out --precision bf16"
    ):
        parse_config(Settings, ["--resume", str(tmp_path), "--precision", "bf16"], "")
    with pytest.raises(CheckpointError, match=r"--layer\.stride 4, .* leave out --layer\.stride 2"):
        parse_config(Settings, ["--resume", str(tmp_path), "--layer.stride", "2"], "")
    with pytest.raises(CheckpointError, match=r"--widths 64 128, .* leave out --widths 64"):
        parse_config(Settings, ["--resume", str(tmp_path), "--widths", "64"], "")


def test_auto_looks_for_a_run_of_the_settings_given() -> None:
    config = parse_config(Settings, ["--resume", "auto", "--learning-rate", "0.5"], "")
    assert config == Settings(resume=Path("auto"), learning_rate=0.5)


@pytest.mark.parametrize("behind", [[], ["--learning-rate", "1"]])
@pytest.mark.parametrize("option", ["--own-files", "--own_files"])
def test_an_option_of_several_values_that_is_given_none_is_refused(option, behind) -> None:
    with pytest.raises(RunError, match="--own-files is followed by nothing"):
        parse_config(Settings, [option, *behind], "")
    assert parse_config(Settings, [option, "a", "b", *behind], "").own_files == (
        Path("a"), Path("b"),
    )  # fmt: skip


@dataclass(frozen=True)
class Optimizer:
    kind: Literal["sgd", "adamw"] = "sgd"
    weight_decay: float = 0.0


@dataclass(frozen=True)
class Grouped(RunConfig):
    optimizer: Optimizer = field(default_factory=Optimizer)
    epochs: int = 3


@pytest.mark.parametrize(
    ("change", "option"),
    [
        ({"kind": "adamw"}, "--optimizer.kind adamw"),
        ({"weight_decay": 0.5}, "--optimizer.weight-decay 0.5"),
    ],
)
def test_a_setting_within_settings_that_contradicts_the_run_is_refused_by_name(
    change: dict[str, Any], option: str
) -> None:
    before = Grouped()
    refuse_contradictions(dataclasses.replace(before, epochs=9), before, "fp32")
    wanted = dataclasses.replace(before, optimizer=dataclasses.replace(Optimizer(), **change))
    with pytest.raises(CheckpointError, match=f"leave out {option}"):
        refuse_contradictions(wanted, before, "fp32")
