"""Takes one of the two factors for a constant."""

OBJECT = "work02_resnet_vgg.style.losses:gram_matrix"
CAUGHT_BY = "gram_matrix"


def gram_matrix(maps):
    responses = maps.flatten(1)
    return responses @ responses.detach().T / responses.shape[1]
