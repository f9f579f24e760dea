"""The 79 features of Ames house prices, declared once: what each holds and what its "NA" says.

Three kinds of column, as in the data description that comes with the competition (D. De Cock,
"Ames, Iowa: Alternative to the Boston Housing Data", Journal of Statistics Education 19(3), 2011):

- `Numeric`: an amount. Areas are in square feet, lengths in feet, `MiscVal` in dollars.
- `Ordered`: a grade with a fixed order, worst first. A model may treat the steps as a number.
- `Nominal`: a name. `MSSubClass` is written as a number but numbers the kinds of dwelling.

"NA" in the files has two meanings. In `PoolQC` it says "no pool": a fact about the house. In
`LotFrontage` it says "nobody wrote it down". `na_is_none` tells them apart, so that code downstream
never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass

NONE = "None"  # how "the house has no such thing" is spelled after loading (MasVnrType's own word)


@dataclass(frozen=True)
class Numeric:
    """An amount; `low` and `high` are the real data's extremes and bound the generated sample."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Ordered:
    """A grade; `levels` runs from worst to best and starts with `NONE` where "NA" means none."""

    name: str
    levels: tuple[str, ...]

    @property
    def na_is_none(self) -> bool:
        """Whether "NA" says that the house has no such thing."""
        return self.levels[0] == NONE


@dataclass(frozen=True)
class Nominal:
    """A name without order. Names that are not listed are accepted: a town may grow."""

    name: str
    categories: tuple[str, ...]
    na_is_none: bool = False


Column = Numeric | Ordered | Nominal


def _ordered(name: str, levels: str) -> Ordered:
    return Ordered(name, tuple(levels.split()))


def _nominal(name: str, categories: str, *, na_is_none: bool = False) -> Nominal:
    return Nominal(name, tuple(categories.split("|")), na_is_none)


_QUALITY = "Po Fa TA Gd Ex"
_BASEMENT_FINISH = "None Unf LwQ Rec BLQ ALQ GLQ"
_NEIGHBORHOODS = (
    "Blmngtn|Blueste|BrDale|BrkSide|ClearCr|CollgCr|Crawfor|Edwards|Gilbert|IDOTRR|MeadowV|Mitchel|"
    "NAmes|NPkVill|NWAmes|NoRidge|NridgHt|OldTown|SWISU|Sawyer|SawyerW|Somerst|StoneBr|Timber|Veenker"
)
_CONDITIONS = "Norm|Artery|Feedr|PosA|PosN|RRAe|RRAn|RRNe|RRNn"
_SUBCLASSES = "20|30|40|45|50|60|70|75|80|85|90|120|150|160|180|190"

FEATURES: tuple[Column, ...] = (  # in the order of Kaggle's header
    _nominal("MSSubClass", _SUBCLASSES),
    _nominal("MSZoning", "RL|RM|FV|RH|C (all)"),
    Numeric("LotFrontage", 21, 313),
    Numeric("LotArea", 1300, 215245),
    _nominal("Street", "Pave|Grvl"),
    _nominal("Alley", "Grvl|Pave", na_is_none=True),
    _ordered("LotShape", "IR3 IR2 IR1 Reg"),
    _nominal("LandContour", "Lvl|Bnk|HLS|Low"),
    _ordered("Utilities", "ELO NoSeWa NoSewr AllPub"),
    _nominal("LotConfig", "Inside|Corner|CulDSac|FR2|FR3"),
    _ordered("LandSlope", "Sev Mod Gtl"),
    _nominal("Neighborhood", _NEIGHBORHOODS),
    _nominal("Condition1", _CONDITIONS),
    _nominal("Condition2", _CONDITIONS),
    _nominal("BldgType", "1Fam|2fmCon|Duplex|Twnhs|TwnhsE"),
    _nominal("HouseStyle", "1Story|1.5Fin|1.5Unf|2Story|2.5Fin|2.5Unf|SFoyer|SLvl"),
    Numeric("OverallQual", 1, 10),
    Numeric("OverallCond", 1, 9),
    Numeric("YearBuilt", 1872, 2010),
    Numeric("YearRemodAdd", 1950, 2010),
    _nominal("RoofStyle", "Gable|Hip|Flat|Gambrel|Mansard|Shed"),
    _nominal("RoofMatl", "CompShg|ClyTile|Membran|Metal|Roll|Tar&Grv|WdShake|WdShngl"),
    _nominal(
        "Exterior1st",
        "VinylSd|HdBoard|MetalSd|Wd Sdng|Plywood|CemntBd|BrkFace|WdShing|Stucco|AsbShng|"
        "AsphShn|BrkComm|CBlock|ImStucc|Stone",
    ),
    _nominal(
        "Exterior2nd",
        "VinylSd|HdBoard|MetalSd|Wd Sdng|Plywood|CmentBd|BrkFace|Wd Shng|Stucco|AsbShng|"
        "AsphShn|Brk Cmn|CBlock|ImStucc|Stone|Other",
    ),
    _nominal("MasVnrType", "None|BrkFace|Stone|BrkCmn"),
    Numeric("MasVnrArea", 0, 1600),
    _ordered("ExterQual", _QUALITY),
    _ordered("ExterCond", _QUALITY),
    _nominal("Foundation", "PConc|CBlock|BrkTil|Slab|Stone|Wood"),
    _ordered("BsmtQual", f"None {_QUALITY}"),
    _ordered("BsmtCond", f"None {_QUALITY}"),
    _ordered("BsmtExposure", "None No Mn Av Gd"),
    _ordered("BsmtFinType1", _BASEMENT_FINISH),
    Numeric("BsmtFinSF1", 0, 5644),
    _ordered("BsmtFinType2", _BASEMENT_FINISH),
    Numeric("BsmtFinSF2", 0, 1526),
    Numeric("BsmtUnfSF", 0, 2336),
    Numeric("TotalBsmtSF", 0, 6110),
    _nominal("Heating", "GasA|GasW|Floor|Grav|OthW|Wall"),
    _ordered("HeatingQC", _QUALITY),
    _nominal("CentralAir", "Y|N"),
    _nominal("Electrical", "SBrkr|FuseA|FuseF|FuseP|Mix"),
    Numeric("1stFlrSF", 334, 5095),
    Numeric("2ndFlrSF", 0, 2065),
    Numeric("LowQualFinSF", 0, 1064),
    Numeric("GrLivArea", 334, 5642),
    Numeric("BsmtFullBath", 0, 3),
    Numeric("BsmtHalfBath", 0, 2),
    Numeric("FullBath", 0, 4),
    Numeric("HalfBath", 0, 2),
    Numeric("BedroomAbvGr", 0, 8),
    Numeric("KitchenAbvGr", 0, 3),
    _ordered("KitchenQual", _QUALITY),
    Numeric("TotRmsAbvGrd", 2, 15),
    _ordered("Functional", "Sal Sev Maj2 Maj1 Mod Min2 Min1 Typ"),
    Numeric("Fireplaces", 0, 4),
    _ordered("FireplaceQu", f"None {_QUALITY}"),
    _nominal("GarageType", "Attchd|Detchd|BuiltIn|Basment|CarPort|2Types", na_is_none=True),
    Numeric("GarageYrBlt", 1895, 2010),
    _ordered("GarageFinish", "None Unf RFn Fin"),
    Numeric("GarageCars", 0, 5),
    Numeric("GarageArea", 0, 1488),
    _ordered("GarageQual", f"None {_QUALITY}"),
    _ordered("GarageCond", f"None {_QUALITY}"),
    _ordered("PavedDrive", "N P Y"),
    Numeric("WoodDeckSF", 0, 1424),
    Numeric("OpenPorchSF", 0, 742),
    Numeric("EnclosedPorch", 0, 1012),
    Numeric("3SsnPorch", 0, 508),
    Numeric("ScreenPorch", 0, 576),
    Numeric("PoolArea", 0, 800),
    _ordered("PoolQC", "None Fa TA Gd Ex"),
    _nominal("Fence", "GdPrv|MnPrv|GdWo|MnWw", na_is_none=True),
    _nominal("MiscFeature", "Shed|Elev|Gar2|Othr|TenC", na_is_none=True),
    Numeric("MiscVal", 0, 17000),
    Numeric("MoSold", 1, 12),
    Numeric("YrSold", 2006, 2010),
    _nominal("SaleType", "WD|New|COD|CWD|VWD|Con|ConLw|ConLI|ConLD|Oth"),
    _nominal("SaleCondition", "Normal|Partial|Abnorml|AdjLand|Alloca|Family"),
)

ID = "Id"
TARGET = "SalePrice"
FEATURE_NAMES = tuple(column.name for column in FEATURES)
NUMERIC = tuple(column.name for column in FEATURES if isinstance(column, Numeric))
ORDERED = {column.name: column.levels for column in FEATURES if isinstance(column, Ordered)}
NOMINAL = tuple(column.name for column in FEATURES if isinstance(column, Nominal))
