"""The experiments of the report, one file a subject.

Read runs, which trains a translator once; then gradients, language_models, encoders, parses and
everyday in the report's order.
"""
