"""The walls around a student's code: what it can see, and what it may use.

Read limits (how much, where, how strong), sandbox (the four kinds of walls), visible (what can be
read through them), namespaces and container (how two of them are built), confinement (what the
process itself gives up), then watch (what it uses meanwhile). namespaces is also run as a program,
and confinement is imported by the student's process: both import the standard library alone.
"""
