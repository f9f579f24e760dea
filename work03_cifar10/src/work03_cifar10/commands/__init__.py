"""What stands behind the scripts: predict, then submit, use a trained classifier; generate makes images."""
