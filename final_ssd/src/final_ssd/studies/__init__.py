"""The experiments of the report, one file a subject: `python -m final_ssd.studies [NAME …]`.

Read scenes (the default run), earlier_hand_in and diagnosis (what kept it from learning, and where that
shows), blood_cells, torchvision_peers (other detectors beside ours); gpu is for some minutes of a GPU.
__main__ lists them.
"""
