"""Deciding the points: each exercise's checks, run against code that is never imported here.

Read judge, then checking (what checks compare with). proofs and judge_tests are for an assignment's
own tests: the reference, the empty starter, wrong solutions, and what each must get.
"""
