"""Calls torch's."""

from torch.nn.functional import batch_norm

OBJECT = "work02_resnet_vgg.layers.batch_norm:BatchNorm.forward"
CAUGHT_BY = "batch_norm_forward"


def forward(self, images):
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
