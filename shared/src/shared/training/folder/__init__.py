"""What a run writes and others read: checkpoints, records, progress, and saved models.

Read checkpoints with state_dicts, resuming (how a run goes on) with writer_lock, logbook and progress,
then saved (what runs have left) and run_folder (a command that checks one).
"""
