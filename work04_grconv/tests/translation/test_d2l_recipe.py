"""The recipe of Dive into Deep Learning."""

from __future__ import annotations

import pytest
import torch

from shared.training import Loop
from work04_grconv.text.vocabulary import END, PAD
from work04_grconv.translation.d2l_recipe import D2LConfig, D2LTranslator, fit_d2l, fixed_steps


@pytest.mark.parametrize("attention", [False, True])
def test_d2ls_recipe_learns_one_batch_by_heart(attention: bool) -> None:
    torch.manual_seed(0)
    model = D2LTranslator(D2LConfig(attention), 12, 12)
    source = fixed_steps([[4, 5, 6], [7], [8, 9]], 5)
    target = fixed_steps([[6, 5], [7, 7, 7], [4]], 5)
    assert target.tokens.tolist()[0] == [6, 5, END, PAD, PAD]
    optimizer = torch.optim.Adam(model.parameters(), 0.005)
    for _ in range(40):
        optimizer.zero_grad()
        loss = model(source, target)
        loss.backward()
        optimizer.step()
    assert loss < 0.1
    assert model.eval().translate(source, 5) == [[6, 5], [7, 7, 7], [4]]


def test_fixed_steps_cut_the_end_of_long_sentences() -> None:
    cut = fixed_steps([[4, 5, 6, 7]], 3)
    assert cut.tokens.tolist() == [[4, 5, 6]]
    assert cut.lengths.tolist() == [3]


def test_the_recipe_trains_on_whole_batches_in_an_order_of_the_seed() -> None:
    config = D2LConfig(False, width=8, layers=1, dropout=0.0, steps=4, epochs=2, batch_size=2)
    sources, targets = [[4], [5, 6], [7]], [[4, 4], [5], [6, 7]]

    def weights(seed: int) -> torch.Tensor:
        loop = Loop(seed, device="cpu")
        translator = fit_d2l(loop, config, D2LTranslator(config, 9, 9), sources, targets)
        assert not translator.training
        return translator.output.weight

    assert torch.equal(weights(0), weights(0))
    assert not torch.equal(weights(0), weights(1))
