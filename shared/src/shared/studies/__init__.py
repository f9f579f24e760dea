"""Experiments: variants × seeds, measured once, stored with everything that decided them.

Read `declaring.py` for how one is written, `engine.py` for how its measurements are run, then
`sources.py` (which code a number depends on), `runs.py` (training runs as part of a measurement) and
`command_line.py`. Where they run is in `shared.executors`: one process, several, a cluster.
"""

from shared.studies.command_line import study_command
from shared.studies.declaring import Study, study
from shared.studies.measuring import Measured, picture
from shared.studies.runs import trained

__all__ = ["Measured", "Study", "picture", "study", "study_command", "trained"]
