"""The recipe of Dive into Deep Learning."""

from __future__ import annotations

import pytest
import torch

from work04_grconv.text.vocabulary import END, PAD
from work04_grconv.translation.d2l_recipe import D2LTranslator, fixed_steps


@pytest.mark.parametrize("attention", [False, True])
def test_d2ls_recipe_learns_one_batch_by_heart(attention: bool) -> None:
    torch.manual_seed(0)
    model = D2LTranslator(12, 12, attention=attention)
    source = fixed_steps([[4, 5, 6], [7], [8, 9]], 5)
    target = fixed_steps([[6, 5], [7, 7, 7], [4]], 5)
    assert target.tokens.tolist()[0] == [6, 5, END, PAD, PAD]
    optimizer = torch.optim.Adam(model.parameters(), 0.005)
    for _ in range(40):
        optimizer.zero_grad()
        loss = model.loss(source, target)
        loss.backward()
        optimizer.step()
    assert loss < 0.1
    assert model.eval().translate(source, 5) == [[6, 5], [7, 7, 7], [4]]


def test_fixed_steps_cut_the_end_of_long_sentences() -> None:
    cut = fixed_steps([[4, 5, 6, 7]], 3)
    assert cut.tokens.tolist() == [[4, 5, 6]]
    assert cut.lengths.tolist() == [3]
