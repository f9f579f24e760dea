"""The default run, `python train.py`, as the report has it."""

from __future__ import annotations

from dataclasses import replace

from shared.studies import Study, study
from shared.training import Loop
from work01_house_prices.metrics.cross_validation import cross_validation_error, predict
from work01_house_prices.studies.houses import folds_of, houses_of, tensors_of
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import fit, make_network, network_seeds


def errors(config: TrainConfig, seed: int) -> dict[str, float]:
    """Measure what a run says at its end: the error of one network, and of the mean of a fold's."""
    config = replace(config, seed=seed)
    houses, folds = houses_of(config.data), folds_of(config.data, config.folds, seed)
    data = tensors_of(config.data, config.folds, seed, config.keep_outliers)
    network = make_network(config, network_seeds(config, data.folds), data.columns)
    model = fit(Loop(config.seed), config, network, data)
    tables = data.transform([houses.train.iloc[fold.validation] for fold in folds])
    predictions = predict(model, data, tables)
    bags = [fold.mean(axis=0, keepdims=True) for fold in predictions]
    single, bagged = (
        cross_validation_error(each, folds, houses.log_prices).mean().item()
        for each in (predictions, bags)
    )
    return {"valid/log-RMSE": single, "valid/log-RMSE/bagged": bagged}


@study(seeds=(0, 1, 2))
def default(s: Study) -> None:
    """Train with the defaults: five networks a fold."""
    for seed in s.seeds:
        s.measure("default", errors, TrainConfig(), seed)
