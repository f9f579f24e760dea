"""What a network has to beat: read `baselines`, then `blending`, which combines them."""
