"""Subtracts each channel's mean: a covariance."""

OBJECT = "work02_resnet_vgg.style.losses:gram_matrix"
CAUGHT_BY = "gram_matrix"


def gram_matrix(maps):
    responses = maps.flatten(1)
    responses = responses - responses.mean(dim=1, keepdim=True)
    return responses @ responses.T / responses.shape[1]
