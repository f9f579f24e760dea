"""What stands behind the scripts at the top: train, translate, generate."""
