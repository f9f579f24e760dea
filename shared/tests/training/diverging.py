"""The toy with a mistake: each process changes its model by itself, as a head fitted on its share."""

import torch
import toy

from shared.training import run_command


class Diverging(toy.ToyNetwork):
    def eval(self) -> "Diverging":
        with torch.no_grad():
            self[0].weight += torch.distributed.get_rank()
        return super().eval()


if __name__ == "__main__":
    toy.ToyNetwork = Diverging
    run_command(toy.ToyConfig, toy.train)
