"""Whole models of these layers, each as its paper has it, and how their weights are read.

Read transformer and gpt2 with sizes, weights with hugging_face; bert with hugging_face_bert; then vit
beside small_resnet, and text_classifiers with classifier, a trained one at work.
"""
