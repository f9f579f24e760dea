"""The walls around a student's code: what it can see, and what it may use.

Read limits (how much, where, how strong), sandbox (the four kinds of walls), visible (what can be
read through them), namespaces and container (how two of them are built), confinement (what the
process itself gives up), then running (a process as the judge holds it) and watch (what it uses
meanwhile). zygote is the short way to a new process: a fork of one that has imported the libraries;
zygote_process runs in it. namespaces is also run as a program, and confinement and zygote_process are
imported by the student's process: these three import the standard library alone.
"""
