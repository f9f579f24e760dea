"""What stands behind the scripts: train, predict, evaluate, export, web."""
