"""Takes the batch's mean and variance for constants."""

import torch

OBJECT = "work02_resnet_vgg.layers.batch_norm:BatchNorm.forward"
CAUGHT_BY = "batch_norm_forward"


def forward(self, images):
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
