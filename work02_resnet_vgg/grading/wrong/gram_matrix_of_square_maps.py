"""Takes the maps for squares."""

OBJECT = "work02_resnet_vgg.style.losses:gram_matrix"
CAUGHT_BY = "gram_matrix"


def gram_matrix(maps):
    responses = maps.flatten(1)
    return responses @ responses.T / maps.shape[1] ** 2
