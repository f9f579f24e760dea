"""Features that a valuer would compute from one house alone: total area, ages, grades, bathrooms.

Each new column uses the values of its own row and nothing else, so the transformer learns nothing
from the data and cannot leak from one row to another.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from work01_house_prices.data.columns import (
    FEATURE_NAMES,
    FEATURES,
    NOMINAL,
    NONE,
    NUMERIC,
    ORDERED,
    Numeric,
)

ENGINEERED = (
    # sizes
    "TotalSF",
    "FinishedSF",
    "FinishedShare",
    "LogTotalSFSquared",
    "SFPerRoom",
    "LotPerLivingSF",
    "PorchSF",
    "Bathrooms",
    "HasSecondFloor",
    "HasPorch",
    # years
    "Age",
    "AgeSquared",
    "LogAge",
    "YearsSinceRemodel",
    "YearsToRemodel",
    "GarageAge",
    "IsNew",
    "WasRemodeled",
    # quality
    "LogQuality",
    "QualitySquared",
    "ConditionSquared",
    "QualityTimesCondition",
    "QualityTimesSF",
    "QualityTimesLogAge",
    "ConditionTimesLogAge",
    "ExteriorGrade",
    "KitchenGrade",
    "GarageGrade",
    "FireplaceGrade",
    "BasementGrade",
    "GradeSum",
    "GradeSumTimesSF",
    # circumstances
    "CommercialZoneCondition",
    "MediumDensityAge",
    "DistressedAfter2007",
)


def restore_none(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which "no such thing" is `NONE` again, and the number of a kind is whole.

    pandas reads "NA" and "None" as missing, and writes both as nothing. Where a column's NA says
    that the house has no such thing, nothing else can be meant. Masonry veneer has a word of its own
    for "none", and NA for unknown: then its area is unknown too. A kind of dwelling is 60, not 60.0.
    """
    words: dict[str, pd.Series] = {}
    for column in FEATURES:
        if not isinstance(column, Numeric) and column.na_is_none:
            words[column.name] = table[column.name].fillna(NONE)
    veneer, area = table["MasVnrType"], table["MasVnrArea"].astype("float64")
    words["MasVnrType"] = veneer.mask(veneer.isna() & area.notna(), NONE)
    kinds = table["MSSubClass"]
    if kinds.notna().any():
        words["MSSubClass"] = kinds.str.replace(r"^0*(\d+)(\.0*)?$", r"\1", regex=True)
    return table.assign(**words)


class HouseFeatures(TransformerMixin, BaseEstimator):
    """Append `ENGINEERED` to the features of a house and give every column a plain type.

    Numbers (booleans among them) become float64; grades and names become Python strings with `nan`
    for missing, whatever string type pandas holds them in. Columns beside the 79 of
    `columns.FEATURES` pass unchanged.

    Raises:
        ValueError: `X` is no DataFrame or lacks a column.
    """

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn nothing; check the columns."""
        require_features(X)
        self.extra_ = [name for name in X.columns if name not in FEATURE_NAMES]
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return a new table of the same rows; `X` stays as it is."""
        check_is_fitted(self)
        require_features(X)
        numbers = X[list(NUMERIC)].astype("float64")
        words = X[[*ORDERED, *NOMINAL]]
        words = words.astype(str).astype("object").where(words.notna(), np.nan)
        words = restore_none(words.assign(MasVnrArea=numbers["MasVnrArea"]))[[*ORDERED, *NOMINAL]]
        return pd.concat([numbers, words, X[self.extra_], _engineered(numbers, words)], axis=1)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the columns that `transform` returns."""
        check_is_fitted(self)
        return np.array([*NUMERIC, *ORDERED, *NOMINAL, *self.extra_, *ENGINEERED], dtype=object)


def require_features(table: Any) -> None:
    """Check that `table` is a DataFrame with all 79 columns.

    Raises:
        ValueError: it is not; the message names what is missing.
    """
    if not isinstance(table, pd.DataFrame):
        raise ValueError(f"expected a pandas DataFrame of houses, got {type(table).__name__}")
    missing = [name for name in FEATURE_NAMES if name not in table.columns]
    if missing:
        raise ValueError(f"the table lacks {len(missing)} columns, among them {missing[:5]}")


def _engineered(n: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    grade = {  # 0 is the worst level; an unknown one is missing
        name: words[name].map({level: step for step, level in enumerate(levels)}).astype("float64")
        for name, levels in ORDERED.items()
    }
    quality, condition = n["OverallQual"], n["OverallCond"]
    total = n["TotalBsmtSF"] + n["GrLivArea"]
    finished_basement = n["BsmtFinSF1"] + n["BsmtFinSF2"]
    porches = ["WoodDeckSF", "OpenPorchSF", "EnclosedPorch", "3SsnPorch", "ScreenPorch"]
    porch = n[porches].sum(axis=1)
    age = (n["YrSold"] - n["YearBuilt"]).clip(lower=0)
    to_remodel = n["YearRemodAdd"] - n["YearBuilt"]
    log_age = np.log1p(age)
    # The year 2207 occurs: a garage is at most as young as the sale. No garage: the house's age.
    garage_built = n["GarageYrBlt"].fillna(n["YearBuilt"]).clip(upper=n["YrSold"])
    graded = ["ExterQual", "KitchenQual", "BsmtQual", "HeatingQC", "FireplaceQu", "GarageFinish"]
    grade_sum = sum((grade[name] for name in graded), start=pd.Series(0.0, index=n.index))
    abnormal = words["SaleCondition"] == "Abnorml"  # foreclosures and trades
    columns = {
        "TotalSF": total,
        "FinishedSF": finished_basement + n["GrLivArea"],
        "FinishedShare": finished_basement / n["TotalBsmtSF"].clip(lower=1),
        "LogTotalSFSquared": np.log(total.clip(lower=1)) ** 2,
        "SFPerRoom": n["GrLivArea"] / n["TotRmsAbvGrd"].clip(lower=1),
        "LotPerLivingSF": n["LotArea"] / n["GrLivArea"].clip(lower=1),
        "PorchSF": porch,
        "Bathrooms": n["FullBath"] + n["BsmtFullBath"] + 0.5 * (n["HalfBath"] + n["BsmtHalfBath"]),
        "HasSecondFloor": n["2ndFlrSF"] > 0,
        "HasPorch": porch > 0,
        "Age": age,
        "AgeSquared": age**2,
        "LogAge": log_age,
        "YearsSinceRemodel": (n["YrSold"] - n["YearRemodAdd"]).clip(lower=0),
        "YearsToRemodel": to_remodel.clip(lower=0),
        "GarageAge": n["YrSold"] - garage_built,
        "IsNew": n["YrSold"] - n["YearBuilt"] <= 1,
        "WasRemodeled": (to_remodel != 0).where(to_remodel.notna()),
        "LogQuality": np.log(quality.clip(lower=1)),
        "QualitySquared": quality**2,
        "ConditionSquared": condition**2,
        "QualityTimesCondition": quality * condition,
        "QualityTimesSF": quality * total,
        "QualityTimesLogAge": quality * log_age,
        "ConditionTimesLogAge": condition * log_age,
        "ExteriorGrade": grade["ExterQual"] * grade["ExterCond"],
        "KitchenGrade": grade["KitchenQual"] * n["KitchenAbvGr"],
        "GarageGrade": grade["GarageQual"] * n["GarageArea"],
        "FireplaceGrade": grade["FireplaceQu"] * n["Fireplaces"],
        "BasementGrade": grade["BsmtQual"] * n["TotalBsmtSF"],
        "GradeSum": grade_sum,
        "GradeSumTimesSF": grade_sum * total,
        # In a commercial zone the condition decides whether there is a house or a lot for sale.
        "CommercialZoneCondition": (words["MSZoning"] == "C (all)") * condition,
        "MediumDensityAge": (words["MSZoning"] == "RM") * age,
        "DistressedAfter2007": abnormal & (n["YrSold"] > 2007),
    }
    table = pd.DataFrame({name: columns[name] for name in ENGINEERED}, index=n.index)
    return table.astype("float64")
