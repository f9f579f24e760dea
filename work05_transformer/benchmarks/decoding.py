"""GPT-2 decoding against transformers' generate: same weights, same greedy tokens out.

    python benchmarks/decoding.py [--tokens 64] [--rounds 5]

The shape of the 124M model with random weights, a prompt of 16 tokens, one text, one thread. In
bfloat16, which rounds and so may choose other tokens, the share of equal tokens is given. The
ceiling is the time in which this processor can read every weight that a token needs once, measured
here by summing them; bfloat16 has half the bytes, so twice the rate. "products alone" is each
matrix times one vector and nothing else: what torch's kernels reach of that ceiling.
"""

import copy
import sys
import tempfile
from pathlib import Path

import torch
import tyro
from torch import Tensor
from torch.nn import functional
from transformers import GPT2Config, GPT2LMHeadModel

from shared.benchmark import compare
from shared.commands import one_line_errors
from shared.reporting import save_results
from shared.training.precision import prefer_fast_matmul
from work05_transformer.decoding.generation import columns_first, generate_tokens, products_for
from work05_transformer.models.gpt2 import GPT
from work05_transformer.models.weights import load_weights

RESULTS = Path(__file__).parents[1] / "results" / "benchmark_decoding.json"
PROMPT, EOS = 16, 50256
TOKENS, ROUNDS = 64, 5


def agree(outputs: dict[str, object]) -> None:
    """Demand the same tokens of all candidates that return tokens."""
    expected = outputs["transformers"]
    assert isinstance(expected, Tensor)
    for name in ("ours", "transformers, oneDNN products"):
        actual = outputs[name]
        assert isinstance(actual, Tensor)
        assert torch.equal(actual, expected), f"{name}: other tokens than transformers"


def measure(tokens: int = TOKENS, rounds: int = ROUNDS) -> None:
    """Measure, print, and save the default run's results.

    Args:
        tokens: to add.
        rounds: times each candidate is timed.
    """
    torch.manual_seed(0)
    reference = GPT2LMHeadModel(GPT2Config()).eval()
    reference.generation_config.eos_token_id = None
    with tempfile.TemporaryDirectory() as folder:
        reference.save_pretrained(folder)
        model = load_weights(Path(folder))
    rounded = copy.deepcopy(model).bfloat16()
    model = columns_first(model)
    rounded_reference = copy.deepcopy(reference).bfloat16()
    prompt = torch.randint(EOS, (1, PROMPT))
    mask = torch.ones_like(prompt)
    products = torch.backends.mkldnn.matmul
    default = products.fp32_precision
    allowed = prefer_fast_matmul()
    fast = products.fp32_precision

    def theirs(precision: str, reference: GPT2LMHeadModel = reference) -> Tensor:
        products.fp32_precision = precision
        return reference.generate(
            prompt,
            attention_mask=mask,
            max_new_tokens=tokens,
            do_sample=False,
            pad_token_id=EOS,
        )

    def ours(model: GPT = model) -> Tensor:
        products.fp32_precision = fast
        return torch.cat([prompt, *generate_tokens(model, prompt, tokens)], dim=1)

    # The table of positions is not read: one row of it is.
    weights = [p for name, p in model.named_parameters() if name != "positions.table"]

    @torch.inference_mode()
    def read_weights() -> Tensor:
        return torch.stack([torch.stack([p.sum() for p in weights]).sum() for _ in range(tokens)])

    rounded_weights = [p for name, p in rounded.named_parameters() if name != "positions.table"]
    vectors = {p.shape[1]: torch.randn(1, p.shape[1]) for p in weights if p.dim() == 2}
    rounded_vectors = {width: vector.bfloat16() for width, vector in vectors.items()}

    @torch.inference_mode()
    def multiply(weights: list[Tensor], vectors: dict[int, Tensor]) -> None:
        products.fp32_precision = fast
        with products_for(1):
            for _ in range(tokens):
                for weight in weights:
                    if weight.dim() == 2:
                        functional.linear(vectors[weight.shape[1]], weight)

    comparison = compare(
        {
            "transformers": lambda: theirs(default),
            "transformers, oneDNN products": lambda: theirs(fast),
            "ours": ours,
            "transformers, bfloat16": lambda: theirs(fast, rounded_reference),
            "ours, bfloat16": lambda: ours(rounded),
            "products alone": lambda: multiply(weights, vectors),
            "products alone, bfloat16": lambda: multiply(rounded_weights, rounded_vectors),
            "reading the weights": read_weights,
        },
        baseline="transformers",
        agree=agree,
        rounds=rounds,
        warmup=1,
    )
    comparison.show()
    rows = comparison.rows()
    for row in rows:
        row["tokens per second"] = round(1e3 * tokens / row["CPU ms (median)"], 1)
    speed = {row["candidate"]: row["tokens per second"] for row in rows}
    seconds = {row["candidate"]: row["CPU ms (median)"] for row in rows}
    equal = round((ours(rounded) == ours())[0, PROMPT:].float().mean().item(), 2)
    values = {
        "speedup": round(comparison.speedup("ours")[1], 2),
        "speedup, both bfloat16": round(
            seconds["transformers, bfloat16"] / seconds["ours, bfloat16"], 2
        ),
        "speedup, ours in bfloat16": round(comparison.speedup("ours, bfloat16")[1], 2),
        "products alone, share of ours": round(seconds["products alone"] / seconds["ours"], 2),
        "products alone, share of the ceiling": round(
            seconds["reading the weights"] / seconds["products alone"], 2
        ),
        "bfloat16 tokens equal to float32's": equal,
        "share of the ceiling": round(speed["ours"] / speed["reading the weights"], 2),
        "share of the ceiling, bfloat16": round(
            speed["ours, bfloat16"] / (2 * speed["reading the weights"]), 2
        ),
        "oneDNN used": "yes" if allowed else "no",
    }
    print(values)
    if (tokens, rounds) == (TOKENS, ROUNDS):
        save_results(
            RESULTS,
            command="python benchmarks/decoding.py",
            rows=rows,
            values=values,
            config={"prompt": PROMPT, "tokens": tokens, "rounds": rounds},
        )


@one_line_errors
def main() -> None:
    """Read the command line and measure."""
    tyro.cli(measure, description=__doc__)


if __name__ == "__main__":
    sys.exit(main())
