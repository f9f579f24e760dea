"""Right solutions of sines and cosines."""

import math

import numpy as np
import torch

OBJECT = "work05_transformer.layers.positional:sinusoidal"


def by_strides(positions, d_model):
    """Fill even and odd columns of an empty table."""
    table = torch.zeros(positions, d_model)
    place = torch.arange(positions, dtype=torch.float32).unsqueeze(1)
    rate = torch.exp(torch.arange(0, d_model, 2).float() * (-math.log(10000.0) / d_model))
    table[:, 0::2] = torch.sin(place * rate)
    table[:, 1::2] = torch.cos(place * rate)
    return table


def by_loops(positions, d_model):
    """Compute one number after the other with `math`."""
    rows = []
    for position in range(positions):
        row = []
        for i in range(0, d_model, 2):
            angle = position / 10000 ** (i / d_model)
            row += [math.sin(angle), math.cos(angle)]
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float32)


def by_numpy(positions, d_model):
    """Compute in float64 with NumPy, and convert."""
    angles = np.arange(positions)[:, None] / 10000.0 ** (np.arange(0, d_model, 2) / d_model)
    table = np.empty((positions, d_model), dtype=np.float32)
    table[:, ::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
    return torch.from_numpy(table)


def by_phase(positions, d_model):
    """Write the cosine as a sine a quarter turn later."""
    column = torch.arange(d_model)
    angles = torch.arange(positions)[:, None] * 10000.0 ** (
        -(column - column % 2).double() / d_model
    )
    return torch.sin(angles + (column % 2) * math.pi / 2).float()


def by_complex_numbers(positions, d_model):
    """Take imaginary and real part of unit numbers."""
    rate = 10000.0 ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    turned = torch.polar(
        torch.ones(positions, d_model // 2, dtype=torch.float64),
        torch.arange(positions, dtype=torch.float64)[:, None] * rate,
    )
    return torch.stack((turned.imag, turned.real), -1).reshape(positions, d_model).float()


def by_rotation(positions, d_model):
    """Turn each pair from position to position by its angle."""
    rate = 10000.0 ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    sine, cosine = torch.zeros_like(rate), torch.ones_like(rate)
    rows = []
    for _ in range(positions):
        rows.append(torch.stack((sine, cosine), 1).flatten())
        sine, cosine = (
            sine * rate.cos() + cosine * rate.sin(),
            cosine * rate.cos() - sine * rate.sin(),
        )
    return torch.stack(rows).to(torch.float32)


def by_where(positions, d_model):
    """Compute both everywhere and choose by the column."""
    column = torch.arange(d_model)
    angle = torch.arange(positions).double()[:, None] / 10000 ** (2 * (column // 2) / d_model)
    return torch.where(column % 2 == 0, angle.sin(), angle.cos()).float()


def by_columns(positions, d_model):
    """Make the columns one by one and stack them."""
    place = torch.arange(positions, dtype=torch.float64)
    columns = [
        (torch.cos if number % 2 else torch.sin)(place / 10000 ** ((number - number % 2) / d_model))
        for number in range(d_model)
    ]
    return torch.stack(columns, dim=1).float()


def by_the_given_frequencies(positions, d_model):
    """Use the file's own frequencies, and interleave by a transposition."""
    angles = torch.arange(positions)[None, :] * frequencies(d_model)[:, None]
    return (
        torch.stack((angles.sin(), angles.cos()), dim=1).reshape(d_model, positions).T.contiguous()
    )
