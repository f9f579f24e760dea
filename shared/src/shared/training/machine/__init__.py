"""Where a run computes, and with whom.

Read devices, precision and seeding (one process), processes and joining (several), slurm (several
machines of a cluster), then interruption (signals).
"""
