"""For tests of scripts: stops (a run that is stopped and resumed), processes (several of them)."""
