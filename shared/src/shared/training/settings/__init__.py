"""What a run is told: config (the settings of every run), ranges (what each may be), command_line."""
