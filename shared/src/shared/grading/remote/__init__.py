"""Objects that live in the student's process, and how the judge talks to them.

Read stand_ins (what a check works with), process (one request, one reply), protocol (the bytes that
pass), then student_process (the other end). The other end imports protocol, and from the walls
confinement, and nothing else of ours.
"""
