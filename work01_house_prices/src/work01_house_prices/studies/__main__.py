"""The experiments of the report: `python -m work01_house_prices.studies [NAME …]`."""

from shared.studies import study_command
from work01_house_prices.studies.importance import importance
from work01_house_prices.studies.models import models, residuals
from work01_house_prices.studies.networks import chosen_network, nested_network, plain_network
from work01_house_prices.studies.prices import price_shape, target
from work01_house_prices.studies.shift import shift

if __name__ == "__main__":
    study_command(
        "work01_house_prices",
        [
            plain_network, chosen_network, nested_network, models,
            price_shape, target, importance, residuals, shift,
        ],
    )  # fmt: skip
