"""The order of batches depends on seed and epoch alone, and shares make up the whole."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.training import Average, Rows, RunError, SeededBatches, seeded_loader
from shared.training.batches import rows_of
from shared.training.machine.seeding import epoch_generator, sample_numbers


def batches(epoch: int = 0, first: int = 0, **options) -> list[list[int]]:
    sampler = SeededBatches(**{"size": 103, "batch_size": 20, "training": True, **options})
    sampler.start(epoch, first)
    return list(sampler)


def test_an_epoch_repeats_and_epochs_and_seeds_differ() -> None:
    assert batches(epoch=3) == batches(epoch=3)
    assert batches(epoch=3) != batches(epoch=4)
    assert batches(seed=1) != batches(seed=2)
    assert batches(seed=0, epoch=1) != batches(seed=1, epoch=0)


def test_starting_in_the_middle_gives_the_rest() -> None:
    assert batches(first=2) == batches()[2:]


def test_training_leaves_out_the_incomplete_batch_and_evaluation_does_not() -> None:
    assert [len(batch) for batch in batches()] == [20] * 5
    evaluation = batches(training=False)
    assert [index for batch in evaluation for index in batch] == list(range(103))


@given(
    size=st.integers(1, 60),
    batch_size=st.integers(1, 40),
    processes=st.integers(1, 4),
    training=st.booleans(),
)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_shares_of_all_processes_make_up_the_global_batches(
    size: int, batch_size: int, processes: int, training: bool
) -> None:
    if training and not processes <= batch_size <= size:
        return
    shares = [
        list(SeededBatches(size, batch_size, training=training, rank=rank, processes=processes))
        for rank in range(processes)
    ]
    whole = list(SeededBatches(size, batch_size, training=training))
    assert sorted(i for share in shares for batch in share for i in batch) == sorted(
        i for batch in whole for i in batch
    )
    if training:
        for rank, share in enumerate(shares):
            order = SeededBatches(size, batch_size, training=True, rank=rank, processes=processes)
            lengths = {len(batch) for batch in share}
            assert lengths == {round(order.weight * batch_size / processes)}


def test_weighted_shares_average_to_the_gradient_of_the_whole_batch() -> None:
    inputs = torch.randn(20, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    weights = torch.ones(3, dtype=torch.float64, requires_grad=True)

    def grad(rows: list[int], weight: float) -> torch.Tensor:
        (result,) = torch.autograd.grad(weight * (inputs[rows] @ weights).square().mean(), weights)
        return result

    orders = [SeededBatches(20, 20, training=True, rank=rank, processes=3) for rank in range(3)]
    shares = [grad(next(iter(order)), order.weight) for order in orders]
    assert [len(next(iter(order))) for order in orders] == [7, 7, 6]
    torch.testing.assert_close(sum(shares) / 3, grad(list(range(20)), 1.0))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 2, "processes": 3}, "has no share for each of 3 processes"),
        ({"batch_size": 200}, "larger than the data"),
        ({"size": 0}, "must be positive"),
    ],
)
def test_impossible_batches_are_refused(options: dict, message: str) -> None:
    with pytest.raises((ValueError, RunError), match=message):
        batches(**options)


def test_a_loader_leaves_the_global_generator_alone() -> None:
    rows = Rows(torch.arange(103.0), torch.arange(103))
    torch.manual_seed(0)
    before = torch.get_rng_state()
    values, numbers = next(iter(seeded_loader(rows, SeededBatches(103, 20, training=True))))
    assert torch.equal(torch.get_rng_state(), before)
    assert values.shape == (20,)
    assert torch.equal(values.long(), numbers)


def test_rows_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=r"different lengths: \[2, 3\]"):
        Rows(torch.zeros(2), torch.zeros(3))


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_whole_batches_are_handed_to_all_processes_in_training(processes: int) -> None:
    orders = [
        SeededBatches(7, None, training=True, rank=rank, processes=processes)
        for rank in range(processes)
    ]
    first = list(orders[0])
    assert sorted(first) == [[index] for index in range(7)]
    assert all(list(order) == first for order in orders)
    orders[0].start(0, 3)
    assert list(orders[0]) == first[3:], "a resumed run goes on with the rest"


def test_whole_batches_take_turns_in_evaluation() -> None:
    shares = [
        list(SeededBatches(5, None, training=False, rank=rank, processes=2)) for rank in (0, 1)
    ]
    assert shares == [[[0], [2], [4]], [[1], [3]]]


@given(rows=st.integers(1, 9), processes=st.integers(1, 5))
@settings(deadline=None, max_examples=30, derandomize=True)
def test_the_rows_of_all_processes_make_up_a_whole_batch(rows: int, processes: int) -> None:
    batch = (torch.arange(rows), {"more": torch.arange(rows)[:, None]})
    shares = [rows_of(batch, rank, processes) for rank in range(processes)]
    counted = [row for (numbers, _), weight in shares if weight for row in numbers.tolist()]
    assert counted == list(range(rows))
    assert sum(weight for _, weight in shares) == pytest.approx(processes)
    for (numbers, others), weight in shares:
        assert torch.equal(numbers[:, None], others["more"])
        assert len(numbers) == max(1, round(weight * rows / processes)), "no process may idle"


def test_what_an_epoch_draws_depends_on_seed_and_epoch_alone() -> None:
    def draw(*numbers: int) -> list[int]:
        return torch.randint(1000, (5,), generator=epoch_generator(*numbers)).tolist()

    assert draw(0, 1) == draw(0, 1)
    assert draw(0, 1) != draw(1, 0)


def test_an_average_of_processes_counts_those_without_samples_too() -> None:
    others = [(torch.tensor([6.0, 4.0]).double(), 2.0), (None, 0.0)]
    average = Average(lambda mine: [mine, *others])
    average.update(torch.tensor([[1.0, 2.0]]))
    assert average.compute().tolist() == [7 / 3, 2]
    assert Average(lambda mine: [mine, *others]).compute().tolist() == [3, 2]
    with pytest.raises(ValueError, match="no samples"):
        Average().compute()
    empty = Average()
    empty.update(torch.empty(0))
    with pytest.raises(ValueError, match="no samples"):
        empty.compute()


def test_an_average_counts_samples_not_batches() -> None:
    average = Average()
    average.update(torch.tensor([1.0, 1.0, 1.0]))
    average.update(torch.tensor([5.0]))
    assert average.compute().item() == 2.0


def test_the_numbers_of_a_sample_are_splitmix64s() -> None:
    """Beside the published algorithm, in Python's own integers."""
    mask = 2**64 - 1
    (state,) = torch.randint(2**62, (1,), generator=epoch_generator(5, 2)).tolist()
    expected = []
    for _ in range(12):
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        expected.append(((mixed ^ (mixed >> 31)) >> 12) / 2**52)
    numbers = sample_numbers(torch.arange(4), 3, seed=5, epoch=2)
    assert numbers.flatten().tolist() == expected


def test_the_numbers_of_a_sample_do_not_depend_on_its_batch() -> None:
    whole = sample_numbers(torch.arange(1000), 3, seed=1, epoch=4)
    rows = torch.tensor([999, 3, 500])
    assert torch.equal(sample_numbers(rows, 3, seed=1, epoch=4), whole[rows])
    for seed, epoch in ((2, 4), (1, 5)):
        other = sample_numbers(rows, 3, seed=seed, epoch=epoch)
        assert not (other == whole[rows]).any()
    # Uniform: the mean of 1000 has a standard deviation of 0.009.
    assert (whole.mean(dim=0) - 0.5).abs().max() < 0.04
    assert ((whole >= 0) & (whole < 1)).all()
