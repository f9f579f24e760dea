"""Whole models of these layers, each as its paper has it, and how their weights are read.

Read transformer, gpt2, weights with hugging_face; then vit beside small_resnet, word2vec and
text_classifiers.
"""
