"""Weighs the old statistics by the momentum."""

import torch

OBJECT = "work02_resnet_vgg.layers.batch_norm:BatchNorm.forward"
CAUGHT_BY = "batch_norm_forward"


def forward(self, images):
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
