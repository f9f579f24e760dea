"""Applies the third ReLU before the addition."""

from torch.nn.functional import relu

OBJECT = "work02_resnet_vgg.layers.blocks:Bottleneck.forward"
CAUGHT_BY = "bottleneck_forward"


def forward(self, images):
    residual = relu(self.bn1(self.conv1(images)))
    residual = relu(self.bn2(self.conv2(residual)))
    residual = relu(self.bn3(self.conv3(residual)))
    if self.downsample is None:
        return relu(residual)
    return relu(residual + self.downsample(images))
