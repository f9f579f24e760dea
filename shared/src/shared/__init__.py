"""What every assignment of the course needs; it imports none of them."""

import os

# Threads of small operations often wait for each other. As a rule they spin meanwhile, which keeps a
# core from the other thread, or from another process; asleep they leave it free. OpenMP reads this
# when torch is imported, so it stands here.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
