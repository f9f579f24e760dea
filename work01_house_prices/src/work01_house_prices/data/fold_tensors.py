"""The folds of a cross-validation as tensors, each through a preprocessor of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float, Int
from sklearn.pipeline import Pipeline
from torch import Tensor

from shared.training import InMemory
from work01_house_prices.data.preprocessing import make_preprocessor


@dataclass(frozen=True)
class FoldTensors(InMemory):
    """Training rows of all folds for one batched network; a sample is one row of every fold.

    Folds differ in rows and, since each fits its own one-hot columns, in features. Missing
    columns are zero: they never change an output. A fold with fewer rows repeats its first ones,
    so that it sees them twice in an epoch.

    Attributes:
        features: standardized training features.
        targets: log prices, standardized by mean and standard deviation of the fold's training rows.
        means, stds: to turn an output into a log price, one a fold.
        preprocessors: each fitted on its fold's training rows and nothing else.
    """

    features: Float[Tensor, "folds rows columns"]
    targets: Float[Tensor, "folds rows"]
    means: Float[Tensor, " folds"]
    stds: Float[Tensor, " folds"]
    preprocessors: tuple[Pipeline, ...]

    @property
    def folds(self) -> int:
        """How many folds there are."""
        return len(self.features)

    @property
    def columns(self) -> int:
        """Features of a row."""
        return self.features.shape[2]

    def __len__(self) -> int:
        return self.features.shape[1]

    def __getitem__(self, row: int) -> tuple[Tensor, Tensor]:
        return self.features[:, row], self.targets[:, row]

    def __getitems__(
        self, rows: Sequence[int]
    ) -> tuple[Float[Tensor, "folds batch columns"], Float[Tensor, "folds batch"]]:
        """Return the same rows of every fold."""
        chosen = torch.as_tensor(rows)
        return self.features.index_select(1, chosen), self.targets.index_select(1, chosen)

    def transform(self, tables: Sequence[pd.DataFrame]) -> list[Float[Tensor, "rows columns"]]:
        """Send one table a fold, validation rows or test rows, through that fold's preprocessor."""
        return [
            _widen(preprocessor.transform(table), self.columns)
            for preprocessor, table in zip(self.preprocessors, tables, strict=True)
        ]


def fit_folds(
    table: pd.DataFrame,
    log_prices: Float[np.ndarray, " rows"],
    training: Sequence[Int[np.ndarray, " training"]],
) -> FoldTensors:
    """Fit one preprocessor on each fold's training rows and transform them.

    Args:
        table: the features of all houses.
        log_prices: log of their prices.
        training: each fold's training rows, as positions in `table`.
    """
    preprocessors = [make_preprocessor(dtype=np.float32) for _ in training]
    matrices = [
        preprocessor.fit_transform(table.iloc[rows])
        for preprocessor, rows in zip(preprocessors, training, strict=True)
    ]
    means = [log_prices[rows].mean() for rows in training]
    stds = [log_prices[rows].std() for rows in training]
    columns = max(matrix.shape[1] for matrix in matrices)
    size = max(len(rows) for rows in training)
    features, targets = [], []
    for rows, matrix, mean, std in zip(training, matrices, means, stds, strict=True):
        repeated = np.resize(np.arange(len(rows)), size)
        features.append(_widen(matrix[repeated], columns))
        standardized = (log_prices[rows] - mean) / std
        targets.append(torch.from_numpy(standardized[repeated].astype(np.float32)))
    return FoldTensors(
        features=torch.stack(features),
        targets=torch.stack(targets),
        means=torch.tensor(means),
        stds=torch.tensor(stds),
        preprocessors=tuple(preprocessors),
    )


def _widen(matrix: np.ndarray, columns: int) -> Tensor:
    """Append columns of zeros."""
    return torch.from_numpy(np.pad(matrix, ((0, 0), (0, columns - matrix.shape[1]))))
