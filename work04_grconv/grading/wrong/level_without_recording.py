"""Works without recording."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.level"
CAUGHT_BY = "level"


@torch.no_grad()
def level(self, nodes):
    merged = [self.merge(nodes[i], nodes[i + 1]) for i in range(len(nodes) - 1)]
    return torch.stack([node for node, _ in merged]), torch.stack([gates for _, gates in merged])
