"""Mistakes in BatchNorm.forward: each function is one, and its docstring says which."""

import torch
import torch._decomp.decompositions
import torch._refs
from torch.nn.functional import batch_norm, rms_norm

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


def _in_training(self, images, normalized):
    if not self.training:
        scale = self.weight / torch.sqrt(self.running_var + self.eps)
        shift = self.bias - self.running_mean * scale
        return images * scale[:, None, None] + shift[:, None, None]
    if images.numel() // images.shape[1] < 2:
        raise ValueError("one value a channel")
    values = images.detach()
    self.update(values.mean(dim=(0, 2, 3)), values.var(dim=(0, 2, 3)))
    return normalized(images) * self.weight[:, None, None] + self.bias[:, None, None]


def ready_by_implementation(self, images):
    """Calls what stands behind torch's."""
    return _in_training(
        self,
        images,
        lambda images: torch._batch_norm_impl_index(
            images, None, None, None, None, True, self.momentum, self.eps, False
        )[0],
    )


def ready_legit(self, images):
    """Calls the operator that torch's becomes."""
    return _in_training(
        self,
        images,
        lambda images: torch._native_batch_norm_legit(
            images, None, None, True, self.momentum, self.eps
        )[0],
    )


def ready_rms_norm(self, images):
    """Leaves the variance to torch's normalization by mean squares."""

    def normalized(images):
        centered = (images - images.mean(dim=(0, 2, 3), keepdim=True)).transpose(0, 1)
        return rms_norm(centered, centered.shape[1:], eps=self.eps).transpose(0, 1)

    return _in_training(self, images, normalized)


def ready_of_references(self, images):
    """Calls the normalization that torch's own reference functions share."""
    return _in_training(
        self, images, lambda images: torch._refs._normalize(images, (0, 2, 3), self.eps)[0]
    )


def ready_decomposition(self, images):
    """Calls the Python that torch takes batch normalization apart with."""
    return _in_training(
        self,
        images,
        lambda images: torch._decomp.decompositions.native_batch_norm(
            images, None, None, None, None, True, self.momentum, self.eps
        )[0],
    )


def refuses_one_image(self, images):
    """Counts images in place of values: refuses one image of many pixels."""
    if self.training:
        if images.shape[0] < 2:
            raise ValueError("one image")
        count = images.numel() // images.shape[1]
        mean = images.mean(dim=(0, 2, 3))
        variance = images.var(dim=(0, 2, 3), correction=0)
        self.update(mean.detach(), variance.detach() * count / (count - 1))
    else:
        mean, variance = self.running_mean, self.running_var
    scale = self.weight / torch.sqrt(variance + self.eps)
    shift = self.bias - mean * scale
    return images * scale[:, None, None] + shift[:, None, None]


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
