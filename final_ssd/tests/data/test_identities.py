"""What an annotation file calls images that lie somewhere else."""

from __future__ import annotations

from pathlib import Path

from coco_folder import coco_content, write_coco

from final_ssd.data.coco import read_coco
from final_ssd.data.identities import identities_in, key_of


def test_names_in_other_normal_forms_and_cases_are_the_same(tmp_path: Path) -> None:
    write_coco(tmp_path / "here/mac.json", coco_content(["Cafe\u0301.png"]))
    listed = write_coco(tmp_path / "listed.json", coco_content(["caf\u00e9.png"]))
    image = tmp_path / "here/Cafe\u0301.png"
    found = identities_in(read_coco(listed), [image])
    assert found[key_of(image)]["file_name"] == "caf\u00e9.png"
