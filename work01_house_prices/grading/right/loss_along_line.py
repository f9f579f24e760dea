"""A loss along a line, in other forms."""

import numpy as np

OBJECT = "work01_house_prices.regression.convexity:loss_along_line"


def along_line_with_fromiter(loss, start, end, fractions):
    """Make the array of an iterator."""
    return np.fromiter((loss(start + f * (end - start)) for f in fractions), dtype=float)


def along_line_into_an_array(loss, start, end, fractions):
    """Fill an array by index."""
    values = np.empty(len(fractions))
    for i, fraction in enumerate(fractions):
        values[i] = loss(start + fraction * (end - start))
    return values


def along_line_as_a_mean(loss, start, end, fractions):
    """Weigh both ends."""
    return np.array([float(loss((1 - t) * start + t * end)) for t in fractions.tolist()])


def along_line_with_map(loss, start, end, fractions):
    """Map the loss over the points."""
    direction = end - start
    return np.asarray(list(map(loss, [start + t * direction for t in fractions])), dtype="float64")


def along_line_with_vectorize(loss, start, end, fractions):
    """Let `vectorize` call it for each fraction."""
    return np.vectorize(lambda t: loss(start + t * (end - start)), otypes=[float])(fractions)


def along_line_with_a_matrix_of_points(loss, start, end, fractions):
    """A row for each point."""
    points = start + fractions[:, None] * (end - start)
    return np.array([loss(point) for point in points])


def along_line_with_all_points_first(loss, start, end, fractions):
    """Broadcast all points, then ask for the loss of each."""
    points = start + np.multiply.outer(fractions, end - start)
    return np.array([loss(point) for point in points])


def along_line_by_recursion(loss, start, end, fractions):
    """Put the first before the others'."""
    if fractions.size == 0:
        return np.zeros(0)
    first = loss(np.add(start, fractions[0] * np.subtract(end, start)))
    return np.append(first, along_line_by_recursion(loss, start, end, fractions[1:]))


def along_line_from_the_end(loss, start, end, fractions):
    """Count from the end of the line, last fraction first."""
    values = [loss(end - (1 - t) * (end - start)) for t in fractions[::-1]]
    return np.array(values[::-1])


def along_line_by_a_tensor_product(loss, start, end, fractions):
    """Combine both ends by one tensor product; whatever shape a point has."""
    shares = np.stack([1 - fractions, fractions], axis=1)
    points = np.tensordot(shares, np.stack([start, end]), axes=1)
    result = np.zeros(fractions.shape)
    for index in range(len(points)):
        result[index] = loss(points[index])
    return result


def along_line_by_apply_along_axis(loss, start, end, fractions):
    """Apply the loss along the rows of a matrix of points."""
    return np.apply_along_axis(loss, 1, start + fractions[:, None] * (end - start))


def along_line_with_vectorize_alone(loss, start, end, fractions):
    """Let `vectorize` find out what comes back."""
    return np.vectorize(lambda fraction: loss(start + fraction * (end - start)))(fractions)


def along_line_by_stacking(loss, start, end, fractions):
    """Stack the losses."""
    return np.stack([loss(start + fraction * (end - start)) for fraction in fractions])
