"""Small networks to trace and draw."""

from __future__ import annotations

from torch import Tensor, nn


class Block(nn.Module):
    """Two convolutions with a shortcut around them."""

    def __init__(self, channels: int = 4, kernel: int = 3) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, kernel, padding=kernel // 2)
        self.norm = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv2(self.relu(self.norm(self.conv1(x))))
        out += x
        return self.relu(out)


class Network(nn.Module):
    """A stem, equal blocks and a classifier."""

    def __init__(self, blocks: int = 2, kernel: int = 3) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.blocks = nn.ModuleList(Block(kernel=kernel) for _ in range(blocks))
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(4, 10)

    def forward(self, images: Tensor) -> Tensor:
        features = self.stem(images)
        for block in self.blocks:
            features = block(features)
        return self.head(self.dropout(features.mean((2, 3))))


class SharedHead(nn.Module):
    """One head for two maps, and weights that are used without their module's forward."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(4, 2)
        self.query = nn.Linear(4, 4)

    def forward(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        key = b @ self.query.weight.T + self.query.bias
        scores = (self.query(a) @ key.transpose(-2, -1)).softmax(-1)
        return self.head(scores @ b), self.head(b)
