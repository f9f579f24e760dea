"""Mistakes in BatchNorm.forward: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import batch_norm

OBJECT = "work02_resnet_vgg.layers.batch_norm:BatchNorm.forward"


def always_batch_statistics(self, images):
    """Uses the batch in evaluation too."""
    count = images.numel() // images.shape[1]
    mean = images.mean(dim=(0, 2, 3))
    variance = images.var(dim=(0, 2, 3), correction=0)
    if self.training:
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def biased_running_variance(self, images):
    """The running variance keeps the biased variance."""
    if self.training:
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach())
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def constant_statistics(self, images):
    """Takes the batch's mean and variance for constants."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        mean = images.detach().mean(dim=(0, 2, 3))
        variance = images.detach().var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def constant_variance(self, images):
    """Takes the batch's variance for a constant."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0).detach()
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def each_place(self, images):
    """Normalizes each place by itself, over images alone."""
    if self.training:
        count = images.numel() // images.shape[1]
        mean = images.mean(dim=0).mean(dim=(1, 2))
        variance = images.var(dim=0, correction=0).mean(dim=(1, 2))
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def eps_outside_root(self, images):
    """Adds eps to the standard deviation."""
    if self.training:
        count = images.numel() // images.shape[1]
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / (torch.sqrt(variance) + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def keeps_the_graph(self, images):
    """Keeps the graph of each batch in the running statistics."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        unbiased = variance * count / (count - 1)
        self.running_mean = self.running_mean + self.momentum * (mean - self.running_mean)
        self.running_var = self.running_var + self.momentum * (unbiased - self.running_var)
        self.num_batches_tracked += 1
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def momentum_of_the_old(self, images):
    """Weighs the old statistics by the momentum."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        with torch.no_grad():
            new = 1 - self.momentum
            self.running_mean += new * (mean - self.running_mean)
            self.running_var += new * (variance * count / (count - 1) - self.running_var)
            self.num_batches_tracked += 1
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def moves_in_evaluation(self, images):
    """Moves the running statistics in evaluation, too."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean.clone(), self.running_var.clone()
        count = images.numel() // images.shape[1]
        if count > 1:
            self.update(images.mean((0, 2, 3)).detach(), images.var((0, 2, 3)).detach())
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def never_moves(self, images):
    """Leaves the running statistics where they are."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def of_a_single_value(self, images):
    """Normalizes a single value, too."""
    if self.training:
        count = images.numel() // images.shape[1]
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * count / max(count - 1, 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def ready(self, images):
    """Calls torch's."""
    if self.training:
        self.num_batches_tracked += 1
    return batch_norm(
        images,
        self.running_mean,
        self.running_var,
        self.weight,
        self.bias,
        self.training,
        self.momentum,
        self.eps,
    )


def refuses_a_single_value_always(self, images):
    """Refuses a single value in evaluation, too."""
    count = images.numel() // images.shape[1]
    if count < 2:
        raise ValueError("one value a channel")
    if self.training:
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def statistics_by_numpy(self, images):
    """Computes the statistics with NumPy."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        values = images.detach().numpy()
        mean = torch.from_numpy(values.mean(axis=(0, 2, 3)))
        variance = torch.from_numpy(values.var(axis=(0, 2, 3)))
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def unbiased_normalization(self, images):
    """Normalizes by the unbiased variance."""
    if self.training:
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=1)
        self.update(mean.detach(), variance.detach())
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def weight_without_gradient(self, images):
    """Scales by numbers that cannot be learned."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight.detach() / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def without_eps(self, images):
    """Divides a constant channel by zero."""
    if self.training:
        count = images.numel() // images.shape[1]
        if count < 2:
            raise ValueError("one value a channel")
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


def zeros(self, images):
    """Gives zeros."""
    return images * 0
