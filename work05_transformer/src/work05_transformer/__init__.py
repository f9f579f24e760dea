"""Attention Is All You Need: built, verified, trained, and run as GPT-2."""
