"""The folds of a cross-validation as tensors, each through a preprocessor of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float, Int
from sklearn.base import clone
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
        targets: log prices or what else is learned, standardized by mean and standard deviation of
            the fold's training rows.
        means, stds: to turn an output into a log price again, one a fold.
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
    targets: Float[np.ndarray, " rows"],
    training: Sequence[Int[np.ndarray, " training"]],
    preprocessor: Pipeline | None = None,
) -> FoldTensors:
    """Fit one preprocessor on each fold's training rows and transform them.

    Args:
        table: the features of all houses.
        targets: what is learned, log of their prices.
        training: each fold's training rows, as positions in `table`.
        preprocessor: unfitted, to float32; each fold gets a copy. By default the one for houses.
    """
    preprocessor = preprocessor or make_preprocessor(dtype=np.float32)
    preprocessors = [clone(preprocessor) for _ in training]
    matrices = [
        preprocessor.fit_transform(table.iloc[rows])
        for preprocessor, rows in zip(preprocessors, training, strict=True)
    ]
    means = [targets[rows].mean() for rows in training]
    stds = [targets[rows].std() or 1.0 for rows in training]  # 0 where all are equal
    columns = max(matrix.shape[1] for matrix in matrices)
    size = max(len(rows) for rows in training)
    features, standardized = [], []
    for rows, matrix, mean, std in zip(training, matrices, means, stds, strict=True):
        repeated = np.resize(np.arange(len(rows)), size)
        features.append(_widen(matrix[repeated], columns))
        scaled = (targets[rows] - mean) / std
        standardized.append(torch.from_numpy(scaled[repeated].astype(np.float32)))
    return FoldTensors(
        features=torch.stack(features),
        targets=torch.stack(standardized),
        means=torch.tensor(means),
        stds=torch.tensor(stds),
        preprocessors=tuple(preprocessors),
    )


def _widen(matrix: np.ndarray, columns: int) -> Tensor:
    """Append columns of zeros."""
    return torch.from_numpy(np.pad(matrix, ((0, 0), (0, columns - matrix.shape[1]))))
