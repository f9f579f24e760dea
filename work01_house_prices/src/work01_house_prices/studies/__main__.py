"""The experiments of the report: `python -m work01_house_prices.studies [NAME …]`."""

from collections.abc import Sequence

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.studies import study_command
from shared.studies.declaring import Definition


def studies() -> Sequence[Definition]:
    """Return them in the report's order; they import what `--help` and a worker need not wait for."""
    from work01_house_prices.studies.batches import batch_size, step_cost
    from work01_house_prices.studies.default import default
    from work01_house_prices.studies.digits import decisions_that_differ, linear_classifiers
    from work01_house_prices.studies.importance import importance
    from work01_house_prices.studies.models import models, residuals
    from work01_house_prices.studies.networks import chosen_network, nested_network, plain_network
    from work01_house_prices.studies.prices import price_shape, target
    from work01_house_prices.studies.shift import shift
    from work01_house_prices.studies.variance_shift import variance_shift

    return [
        default, plain_network, chosen_network, nested_network, models, price_shape, target,
        importance, residuals, shift, linear_classifiers, decisions_that_differ, step_cost,
        batch_size, variance_shift,
    ]  # fmt: skip


if __name__ == "__main__":
    study_command("work01_house_prices", studies)
