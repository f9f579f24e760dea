"""Diagrams say what the model does: they come from its forward pass."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
import torch

from work02_resnet_vgg.figures.diagrams import BLOCKS, diagram
from work02_resnet_vgg.models.registry import MODELS

NAMES = [*BLOCKS, "vgg11", "vgg16_bn", "resnet18", "resnet50", "googlenet", "densenet121", "resnet20",
         "plain20", "nin"]  # fmt: skip


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter() if element.text]


@pytest.mark.parametrize("name", NAMES)
def test_every_diagram_is_an_svg_of_readme_width(name: str) -> None:
    root = ElementTree.fromstring(diagram(name))
    assert root.tag.endswith("svg")
    assert float(root.attrib["width"]) <= 840, "wider than a README, the text would shrink"
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        assert float(text.attrib["font-size"]) >= 11


@pytest.mark.parametrize("name", ["vgg11", "resnet50", "densenet121", "resnet20", "nin"])
def test_the_rows_parameters_add_up_to_the_networks(name: str) -> None:
    with torch.device("meta"):
        model = MODELS[name]()
    count = sum(parameter.numel() for parameter in model.parameters())
    assert f"{name}: {count:,} parameters" in words(diagram(name))
