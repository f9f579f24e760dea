"""Right ways to normalize a batch."""

import torch

OBJECT = "work02_resnet_vgg.layers.batch_norm:BatchNorm.forward"


def with_var_mean(self, images):
    """Variance and mean in one call."""
    if not self.training:
        variance, mean = self.running_var, self.running_mean
    else:
        count = images[:, 0].numel()
        if count <= 1:
            raise ValueError(f"one value a channel: {tuple(images.shape)}")
        variance, mean = torch.var_mean(images, dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * (count / (count - 1)))
    normalized = (images - mean.view(1, -1, 1, 1)) * torch.rsqrt(variance + self.eps).view(
        1, -1, 1, 1
    )
    return normalized * self.weight.view(1, -1, 1, 1) + self.bias.view(1, -1, 1, 1)


def from_two_moments(self, images):
    """Variance as the mean square less the squared mean."""
    mean, variance = self.running_mean, self.running_var
    if self.training:
        batch, _, height, width = images.shape
        n = batch * height * width
        if n < 2:
            raise ValueError("no variance")
        mean = images.sum(dim=(0, 2, 3)) / n
        variance = (images * images).sum(dim=(0, 2, 3)) / n - mean * mean
        with torch.no_grad():
            self.update(mean, variance * n / (n - 1))
    centered = images - mean[None, :, None, None]
    return (
        self.weight[None, :, None, None]
        * centered
        / (variance[None, :, None, None] + self.eps).sqrt()
        + self.bias[None, :, None, None]
    )


def channel_by_channel(self, images):
    """A loop over channels."""
    channels = []
    means, variances = [], []
    for c in range(images.shape[1]):
        values = images[:, c]
        if self.training:
            if values.numel() == 1:
                raise ValueError("a channel has a single value")
            mean = values.mean()
            variance = ((values - mean) ** 2).mean()
            means.append(mean.detach())
            variances.append(values.detach().var(correction=1))
        else:
            mean, variance = self.running_mean[c], self.running_var[c]
        channels.append(
            (values - mean) / (variance + self.eps) ** 0.5 * self.weight[c] + self.bias[c]
        )
    if self.training:
        self.update(torch.stack(means), torch.stack(variances))
    return torch.stack(channels, dim=1)


def as_a_matrix(self, images):
    """A row of values for each channel."""
    batch, channels, height, width = images.shape
    rows = images.transpose(0, 1).reshape(channels, -1)
    if self.training:
        if rows.shape[1] < 2:
            raise ValueError("needs two values a channel")
        mean = rows.mean(1, keepdim=True)
        variance = (rows - mean).pow(2).mean(1, keepdim=True)
        self.update(mean[:, 0].detach(), rows.detach().var(dim=1))
    else:
        mean, variance = self.running_mean[:, None], self.running_var[:, None]
    rows = (rows - mean) / torch.sqrt(variance + self.eps)
    rows = torch.addcmul(self.bias[:, None], rows, self.weight[:, None])
    return rows.reshape(channels, batch, height, width).transpose(0, 1)


def channels_last(self, images):
    """Channels last, so that nothing must be reshaped."""
    last = images.movedim(1, -1)
    if self.training:
        count = last[..., 0].numel()
        if count < 2:
            raise ValueError("too few values")
        flat = last.flatten(0, 2)
        mean, variance = flat.mean(0), flat.var(0, correction=0)
        self.update(flat.detach().mean(0), flat.detach().var(0, correction=1))
    else:
        mean, variance = self.running_mean, self.running_var
    result = (last - mean) / (variance + self.eps).sqrt() * self.weight + self.bias
    return result.movedim(-1, 1)


def with_its_own_bookkeeping(self, images):
    """Moves the running statistics itself."""
    if self.training:
        count = images.numel() / images.size(1)
        if count == 1:
            raise ValueError("batch norm of one value")
        mean = images.mean((0, 2, 3), keepdim=True)
        variance = (images - mean).square().mean((0, 2, 3), keepdim=True)
        with torch.no_grad():
            self.running_mean.lerp_(mean.flatten(), self.momentum)
            self.running_var.mul_(1 - self.momentum)
            self.running_var.add_(variance.flatten(), alpha=self.momentum * count / (count - 1))
            self.num_batches_tracked.add_(1)
    else:
        mean = self.running_mean.reshape(1, -1, 1, 1)
        variance = self.running_var.reshape(1, -1, 1, 1)
    scale = self.weight.reshape(1, -1, 1, 1) / (variance + self.eps).sqrt()
    return (images - mean) * scale + self.bias.reshape(1, -1, 1, 1)


def with_einsum(self, images):
    """All sums by einsum."""
    if self.training:
        n = images.shape[0] * images.shape[2] * images.shape[3]
        if not n > 1:
            raise ValueError("more than one value a channel is needed")
        mean = torch.einsum("bchw->c", images) / n
        centered = images - mean[:, None, None]
        squares = torch.einsum("bchw,bchw->c", centered, centered)
        variance = squares / n
        self.update(mean.detach(), squares.detach() / (n - 1))
    else:
        centered = images - self.running_mean[:, None, None]
        variance = self.running_var
    scale = self.weight * (variance + self.eps).pow(-0.5)
    return torch.einsum("bchw,c->bchw", centered, scale) + self.bias[:, None, None]


class _Normalize(torch.autograd.Function):
    """Normalization of rows by their own statistics, with its gradient by hand."""

    @staticmethod
    def forward(ctx, rows, eps):
        mean = rows.mean(1, keepdim=True)
        inverse = 1 / ((rows - mean).square().mean(1, keepdim=True) + eps).sqrt()
        normalized = (rows - mean) * inverse
        ctx.save_for_backward(normalized, inverse)
        return normalized

    @staticmethod
    def backward(ctx, grad):
        normalized, inverse = ctx.saved_tensors
        along = (grad * normalized).mean(1, keepdim=True)
        return inverse * (grad - grad.mean(1, keepdim=True) - normalized * along), None


def with_its_own_backward(self, images):
    """The gradient of Ioffe & Szegedy's section 3, in an autograd function."""
    if self.training:
        rows = images.transpose(0, 1).flatten(1)
        if rows.shape[1] < 2:
            raise ValueError("a variance needs two values")
        self.update(rows.detach().mean(1), rows.detach().var(1))
        shape = images.transpose(0, 1).shape
        normalized = _Normalize.apply(rows, self.eps).view(shape).transpose(0, 1)
    else:
        deviation = torch.sqrt(self.running_var + self.eps)
        normalized = (images - self.running_mean[:, None, None]) / deviation[:, None, None]
    return normalized * self.weight[:, None, None] + self.bias[:, None, None]


def with_standard_deviations(self, images):
    """Means in three steps, over widths, heights and images."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError(tuple(images.shape))
        mean = images.mean(3).mean(2).mean(0)
        deviation = images.transpose(1, 0).flatten(1).std(1, correction=0)
        self.update(mean.detach(), deviation.detach() ** 2 * count / (count - 1))
        variance = deviation**2
    else:
        mean, variance = self.running_mean, self.running_var
    outputs = []
    for image in images:
        flat = image.flatten(1).T
        flat = (flat - mean) / torch.sqrt(self.eps + variance)
        outputs.append((flat * self.weight + self.bias).T.view(image.shape))
    return torch.stack(outputs)
