"""An exercise without a right answer: a recipe is trained within a budget, and scored on hidden data.

Read task (what an assignment defines), smuggling (what may not be in a hand-in), running (training
behind the walls), then board (who is ahead, and whether by more than chance).
"""
