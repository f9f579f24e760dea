"""The experiments of the report: scenes, blood_cells, earlier_hand_in.

`python -m final_ssd.studies` lists them, `python -m final_ssd.studies NAME` measures one.
"""
