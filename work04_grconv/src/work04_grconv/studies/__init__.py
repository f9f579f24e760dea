"""The experiments of the report, one file a subject: `python -m work04_grconv.studies`.

Read encoders (the default run, and the three translators side by side), parses and borders, tokenizers,
ngram_space, language_models, sampling, gates, gradients, everyday and everyday_whole, in the report's
order; __main__ lists them.
"""
