"""`python -m final_ssd.studies [NAME …]`: list the experiments of the report, or measure them."""

from collections.abc import Sequence

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.studies import study_command
from shared.studies.declaring import Definition


def studies() -> Sequence[Definition]:
    """Return them in the report's order; they import what `--help` and a worker need not wait for."""
    from final_ssd.studies.blood_cells import (
        blood_cells,
        blood_cells_chosen,
        blood_cells_r50,
        blood_cells_shown,
    )
    from final_ssd.studies.diagnosis import diagnosis
    from final_ssd.studies.earlier_hand_in import ablation, earlier_hand_in
    from final_ssd.studies.gpu import gpu_blood_cells, gpu_blood_cells_r50, gpu_images_a_second
    from final_ssd.studies.scenes import default, errors
    from final_ssd.studies.torchvision_peers import blood_cells_peers

    return [
        default, errors, earlier_hand_in, ablation, diagnosis, blood_cells, blood_cells_r50,
        blood_cells_shown, blood_cells_chosen, blood_cells_peers, gpu_blood_cells, gpu_blood_cells_r50,
        gpu_images_a_second,
    ]  # fmt: skip


if __name__ == "__main__":
    study_command("final_ssd", studies)
