"""Compares places where it should compare channels."""

OBJECT = "work02_resnet_vgg.style.losses:gram_matrix"
CAUGHT_BY = "gram_matrix"


def gram_matrix(maps):
    responses = maps.flatten(1)
    return responses.T @ responses / responses.shape[1]
