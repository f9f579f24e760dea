"""Where the texts come from, and how sentence pairs become batches.

Read pairs first, then corpora and sentence_files (a user's own); texts has the books that the
language models read.
"""
