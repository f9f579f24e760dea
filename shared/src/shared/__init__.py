"""What every assignment of the course needs; it imports none of them."""

import os

# Two threads of a small operation wait for each other longer than they work. As a rule they spin
# meanwhile; beside another busy process they then spin away the very core that the other thread
# needs, and a step takes ten times as long. Asleep they cost a run its share, no more. OpenMP reads
# this when torch is imported, so it stands here.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
