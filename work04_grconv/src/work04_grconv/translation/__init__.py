"""A translator: an encoder reads, a decoder writes, and a search finds what to write.

Read encoders, attention, decoders and translator, which build it; loss, which trains it;
beam_search (table_model is a model small enough to check it by) and inference, which use it;
inspection, which looks inside; and d2l_recipe, a peer to beat.
"""
