"""Mistakes in gram_matrix: each function is one, and its docstring says which."""

OBJECT = "work02_resnet_vgg.style.losses:gram_matrix"


def covariance(maps):
    """Subtracts each channel's mean: a covariance."""
    responses = maps.flatten(1)
    responses = responses - responses.mean(dim=1, keepdim=True)
    return responses @ responses.T / responses.shape[1]


def half_a_gradient(maps):
    """Takes one of the two factors for a constant."""
    responses = maps.flatten(1)
    return responses @ responses.detach().T / responses.shape[1]


def of_places(maps):
    """Compares places where it should compare channels."""
    responses = maps.flatten(1)
    return responses.T @ responses / responses.shape[1]


def of_square_maps(maps):
    """Takes the maps for squares."""
    responses = maps.flatten(1)
    return responses @ responses.T / maps.shape[1] ** 2


def per_element(maps):
    """Divides by channels, too."""
    responses = maps.flatten(1)
    return responses @ responses.T / responses.numel()


def matrix_sum(maps):
    """Adds over the places in place of averaging."""
    responses = maps.flatten(1)
    return responses @ responses.T


def without_gradient(maps):
    """Computes with numbers that have no gradient."""
    responses = maps.detach().flatten(1)
    return responses @ responses.T / responses.shape[1]
