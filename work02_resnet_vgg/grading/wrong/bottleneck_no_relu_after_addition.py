"""Leaves the sum without a ReLU."""

from torch.nn.functional import relu

OBJECT = "work02_resnet_vgg.layers.blocks:Bottleneck.forward"
CAUGHT_BY = "bottleneck_forward"


def forward(self, images):
    residual = relu(self.bn1(self.conv1(images)))
    residual = relu(self.bn2(self.conv2(residual)))
    residual = self.bn3(self.conv3(residual))
    if self.downsample is None:
        return relu(residual)
    return residual + self.downsample(images)
