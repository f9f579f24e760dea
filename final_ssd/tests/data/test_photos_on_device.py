"""Views of photos on the device: boxes go where pixels go, padding says so, nothing is lost unseen."""

from __future__ import annotations

import pytest
import torch

from final_ssd.data.on_device import PhotosOnDevice, in_window, other_colors, pad, window
from final_ssd.data.samples import Target, make_target
from final_ssd.geometry.clustering import PER_CLASS

CPU = torch.device("cpu")


def photo(boxes: list[list[float]], side: int = 64) -> tuple[torch.Tensor, Target]:
    """Black, with white boxes."""
    pixels = torch.zeros(3, side, side, dtype=torch.uint8)
    for x1, y1, x2, y2 in boxes:
        pixels[:, int(y1) : int(y2), int(x1) : int(x2)] = 255
    return pixels, make_target(torch.tensor(boxes), torch.arange(len(boxes)))


def test_targets_are_padded_and_told_apart() -> None:
    objects = pad([photo([[1, 2, 3, 4]])[1], photo([[5, 6, 7, 8], [9, 9, 12, 12]])[1]], CPU)
    assert objects.boxes.shape == (2, 2, 4)
    assert objects.there.tolist() == [[True, False], [True, True]]
    assert objects.classes[1].tolist() == [0, 1]


@pytest.mark.parametrize("mirrored", [(False, False), (True, False), (False, True), (True, True)])
def test_a_box_goes_where_its_pixels_go(mirrored: tuple[bool, bool]) -> None:
    pixels, target = photo([[16, 8, 32, 40]])
    center, sides = torch.tensor([[0.45, 0.5]]), torch.tensor([[0.8, 1.25]])
    turned = torch.tensor([mirrored])
    seen = window(pixels[None].float(), center, sides, turned, 160)[0, 0]
    rows, columns = (seen > 127).nonzero(as_tuple=True)
    found = torch.stack([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
    boxes = in_window(pad([target], CPU), 64, center, sides, turned, 160).boxes
    torch.testing.assert_close(boxes[0, 0], found.float(), atol=1.0, rtol=0)


def test_what_is_outside_is_not_there_and_what_is_cut_off_is_ignored() -> None:
    _, target = photo([[0, 0, 10, 10], [28, 28, 36, 36], [54, 20, 64, 30], [46, 20, 56, 30]])
    objects = in_window(
        pad([target], CPU), 64, torch.tensor([[0.5, 0.5]]), torch.tensor([[0.5, 0.5]]),
        torch.tensor([[False, False]]), 64,
    )  # fmt: skip
    assert objects.there.tolist() == [[False, True, False, True]]
    assert objects.ignored[0, [1, 3]].tolist() == [False, True]
    assert objects.boxes[0, 3].tolist() == [60, 8, 64, 28]


def test_views_differ_by_the_generator_alone() -> None:
    photos = PhotosOnDevice([photo([[8, 8, 24, 24]]), photo([[30, 30, 60, 60]])], CPU)  # type: ignore[arg-type]
    draws = [
        photos.views(torch.tensor([1, 0]), 48, (0.6, 1.4), torch.Generator().manual_seed(seed))
        for seed in (0, 0, 1)
    ]
    assert draws[0][0].shape == (2, 3, 48, 48)
    assert torch.equal(draws[0][0], draws[1][0])
    assert not torch.equal(draws[0][0], draws[2][0])
    assert torch.equal(draws[0][1].boxes, draws[1][1].boxes)


def test_colors_change_only_where_chosen_and_stay_colors() -> None:
    images = torch.rand(2, 3, 8, 8) * 255
    chosen = torch.tensor([[False] * 3, [True] * 3])
    changed = other_colors(images, torch.ones(2, 3), chosen)
    torch.testing.assert_close(changed[0], images[0])
    assert not torch.allclose(changed[1], images[1], atol=5)
    assert 0 <= changed.min() <= changed.max() <= 255


def test_all_classes_have_as_many_sizes() -> None:
    photos = PhotosOnDevice(  # type: ignore[arg-type]
        [photo([[8, 8, 24, 24], [0, 0, 4, 8]]), photo([[30, 30, 60, 40]])], CPU
    )
    sizes = photos.sizes(32)  # half of the photos' side
    assert sizes[:PER_CLASS].unique(dim=0).tolist() == [[8, 8], [15, 5]]
    assert sizes[PER_CLASS:].unique(dim=0).tolist() == [[2, 4]]
    assert len(sizes) == 2 * PER_CLASS
