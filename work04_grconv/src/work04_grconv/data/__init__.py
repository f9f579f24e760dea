"""Where the texts come from, and how sentence pairs become batches.

Read pairs first, then corpora (a user's own files are read by `shared.translation.sentence_files`);
texts has what the language models read.
"""
