"""Computes with numbers that have no gradient."""

OBJECT = "work02_resnet_vgg.style.losses:gram_matrix"
CAUGHT_BY = "gram_matrix"


def gram_matrix(maps):
    responses = maps.detach().flatten(1)
    return responses @ responses.T / responses.shape[1]
