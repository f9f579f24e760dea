"""How a detector learns: targets, losses, detection_loss, averaging, config, loop, trained.

Read first what is asked of each anchor and how its answer is judged, then the configurations, then
the loop that puts all together.
"""
