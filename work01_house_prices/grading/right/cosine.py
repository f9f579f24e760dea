"""The cosine schedule, in other forms."""

import cmath
import math

import numpy as np
import torch

OBJECT = "work01_house_prices.optimization.schedules:cosine"


def cosine_with_a_branch(step, *, peak, total_steps, floor=0.0):
    """Return the floor first."""
    if step >= total_steps:
        return floor
    return floor + 0.5 * (peak - floor) * (1 + math.cos(math.pi * step / total_steps))


def cosine_squared(step, *, peak, total_steps, floor=0.0):
    """Use cos² of half the angle."""
    angle = math.pi / 2 * min(step, total_steps) / total_steps
    return floor + (peak - floor) * math.cos(angle) ** 2


def cosine_by_sine(step, *, peak, total_steps, floor=0.0):
    """Go down from the peak by sin² of half the angle."""
    share = min(step / total_steps, 1)
    return peak - (peak - floor) * math.sin(math.pi * share / 2) ** 2


def cosine_in_numpy(step, *, peak, total_steps, floor=0.0):
    """Clip, and return a NumPy number."""
    progress = np.clip(step / total_steps, 0, 1)
    return floor + (peak - floor) * (1 + np.cos(np.pi * progress)) / 2


def cosine_as_a_mean(step, *, peak, total_steps, floor=0.0):
    """Weigh peak and floor."""
    share = (1 + math.cos(math.pi * min(step, total_steps) / total_steps)) / 2
    return share * peak + (1 - share) * floor


def cosine_on_the_circle(step, *, peak, total_steps, floor=0.0):
    """Take the real part of a point that moves on a circle."""
    point = cmath.exp(1j * cmath.pi * min(1.0, step / total_steps))
    return (peak + floor) / 2 + (peak - floor) / 2 * point.real


def cosine_of_degrees(step, *, peak, total_steps, floor=0.0):
    """Interpolate the angle in degrees; return a 0-d array."""
    degrees = np.interp(step, [0, total_steps], [0, 180])
    return np.asarray(floor + (peak - floor) * (np.cos(np.deg2rad(degrees)) + 1) / 2)


def cosine_in_torch(step, *, peak, total_steps, floor=0.0):
    """Compute with a tensor of one number."""
    progress = torch.tensor(step / total_steps, dtype=torch.float64).clamp(max=1)
    return (floor + (peak - floor) * (1 + torch.cos(math.pi * progress)) / 2).item()


def cosine_by_rotation(step, *, peak, total_steps, floor=0.0):
    """Rotate by the angle of one step, again and again."""
    turn = complex(math.cos(math.pi / total_steps), math.sin(math.pi / total_steps))
    point = turn ** min(step, total_steps)
    return floor + (peak - floor) * (1 + point.real) / 2


def cosine_in_float32(step, *, peak, total_steps, floor=0.0):
    """Compute in torch's default precision; return a tensor without dimensions."""
    progress = torch.tensor(min(step / total_steps, 1.0))
    return floor + (peak - floor) * (1 + torch.cos(torch.pi * progress)) * torch.tensor(0.5)


def cosine_by_half_the_angle(step, *, peak, total_steps, floor=0.0):
    """Take (1 + cos 2a) / 2 as cos² a, with a π of float32's."""
    progress = min(step / total_steps, 1.0)
    return floor + (peak - floor) * np.cos(float(np.float32(np.pi)) * progress / 2) ** 2
