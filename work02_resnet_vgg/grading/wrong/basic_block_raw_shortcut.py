"""Adds x itself where it should be projected."""

from torch.nn.functional import relu

OBJECT = "work02_resnet_vgg.layers.blocks:BasicBlock.forward"
CAUGHT_BY = "basic_block_forward"


def forward(self, images):
    residual = relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return relu(residual)
    return relu(self.scale * residual + images)
