"""Nothing learned from validation rows, in other forms."""

import numpy as np
import pandas as pd
import torch

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.transform"


def transform_by_where(self, X):
    """Choose between two tables."""
    values = np.asarray(X, dtype=float)
    return np.where(self.skewed_, np.log1p(np.where(values > 0, values, 0)), values)


def transform_column_by_column(self, X):
    """Change one chosen column after the other."""
    values = np.array(X, dtype=float)
    for j in np.flatnonzero(self.skewed_):
        values[:, j] = np.log1p(values[:, j].clip(min=0))
    return values


def transform_by_stacking(self, X):
    """Stack changed and unchanged columns."""
    columns = np.asarray(X, dtype=float).T
    return np.column_stack(
        [
            np.log1p(np.maximum(column, 0)) if skewed else column
            for column, skewed in zip(columns, self.skewed_, strict=True)
        ]
    )


def transform_by_a_masked_call(self, X):
    """Call `log1p` where it is chosen."""
    values = validate_data(self, X, dtype="float64", reset=False, copy=True)
    np.maximum(values, 0, out=values, where=self.skewed_)
    np.log1p(values, out=values, where=self.skewed_)
    return values


def transform_row_by_row(self, X):
    """Change one row after the other."""
    rows = []
    for row in np.asarray(X, dtype=float):
        row = row.copy()
        row[self.skewed_] = np.log1p(np.fmax(row[self.skewed_], 0.0))
        rows.append(row)
    return np.stack(rows)


def transform_with_pandas(self, X):
    """Apply it to a table's columns."""
    table = pd.DataFrame(np.array(X, dtype=float))
    chosen = table.columns[self.skewed_]
    table[chosen] = table[chosen].clip(lower=0).transform(np.log1p)
    return table.to_numpy()


def transform_in_torch(self, X):
    """Compute with tensors."""
    values = torch.tensor(np.asarray(X, dtype=float))
    chosen = torch.from_numpy(self.skewed_)
    return torch.where(chosen, values.clamp(min=0).log1p(), values).numpy()


def transform_by_the_logarithm(self, X):
    """Take ln of 1 more than what is above zero, in a copy by index arrays."""
    values = np.array(X, dtype="float64", copy=True)
    rows, columns = np.nonzero(np.broadcast_to(self.skewed_, values.shape))
    above = values[rows, columns]
    above[above < 0] = 0
    values[rows, columns] = np.log(1 + above)
    return values


def transform_by_a_difference(self, X):
    """Add the difference that the logarithm makes to the chosen columns."""
    values = np.asarray(X, dtype=float)
    positive = (values + np.abs(values)) / 2
    change = np.log1p(positive) - values
    return values + change * self.skewed_.astype(float)
