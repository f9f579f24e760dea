"""GPT-2 decoding against transformers' generate: same weights, same greedy tokens out.

    python benchmarks/decoding.py [--tokens 64] [--rounds 5]

The shape of the 124M model with random weights, a prompt of 16 tokens, one text, one thread. In
bfloat16, which rounds and so may choose other tokens, the share of equal tokens is given. The
ceiling is the time in which this processor can read every weight that a token needs once, measured
here by summing them; bfloat16 has half the bytes, so twice the rate. "products alone" is each
matrix times one vector and nothing else: what torch's kernels reach of that ceiling.

Weights in eight bits (decoding/int8.py) round more; `studies rounding` measures what that costs a trained
model. Beside them stands CTranslate2, where it is installed: pip install ctranslate2.
"""

import copy
import importlib.util
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Tokenizer

from shared.benchmark import compare
from shared.commands import run
from shared.reporting.results import save_measured
from shared.training.machine.precision import prefer_fast_matmul
from work05_transformer.decoding.generation import columns_first, generate_tokens, products_for
from work05_transformer.decoding.int8 import in_int8
from work05_transformer.models.gpt2 import GPT
from work05_transformer.models.weights import load_gpt

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


def ctranslate2_int8(folder: Path, prompt: Tensor, tokens: int) -> Callable[[], Tensor]:
    """Return a function that decodes with CTranslate2, from a folder of transformers' model."""
    import ctranslate2
    from ctranslate2.converters import TransformersConverter

    # It reads and writes words, not numbers: call each token by its number.
    vocabulary = {str(number): number for number in range(EOS)} | {"<|endoftext|>": EOS}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    GPT2Tokenizer(str(folder / "vocab.json"), str(folder / "merges.txt")).save_pretrained(folder)
    converted = str(folder / "ctranslate2")
    TransformersConverter(str(folder)).convert(converted, quantization="int8")
    generator = ctranslate2.Generator(converted, compute_type="int8", intra_threads=1)
    words = [[str(number) for number in prompt[0].tolist()]]

    def decode() -> Tensor:
        result = generator.generate_batch(
            words, min_length=tokens, max_length=tokens, sampling_topk=1, end_token=[]
        )
        return torch.tensor(result[0].sequences_ids)

    return decode


def measure(tokens: int = TOKENS, rounds: int = ROUNDS) -> None:
    """Measure, print, and save the default run's results.

    Args:
        tokens: to add.
        rounds: times each candidate is timed.
    """
    torch.manual_seed(0)
    reference = GPT2LMHeadModel(GPT2Config()).eval()
    reference.generation_config.eos_token_id = None
    prompt = torch.randint(EOS, (1, PROMPT))
    others: dict[str, Callable[[], object]] = {}
    with tempfile.TemporaryDirectory() as folder:
        reference.save_pretrained(folder)
        model = load_gpt(Path(folder))
        if importlib.util.find_spec("ctranslate2"):
            others["CTranslate2, int8"] = ctranslate2_int8(Path(folder), prompt, tokens)
    rounded, small = copy.deepcopy(model).bfloat16(), in_int8(model)
    model = columns_first(model)
    rounded_reference = copy.deepcopy(reference).bfloat16()
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
            "ours, int8": lambda: ours(small),
            **others,
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
    rows = comparison.measured()
    metrics = {labels["candidate"]: values for labels, values in rows}
    seconds = {name: float(np.median(times)) for name, times in comparison.seconds.items()}
    for name, values in metrics.items():
        values["tokens_per_second"] = tokens / seconds[name]
    # The ceiling of bfloat16 is twice as high: half the bytes.
    ceiling = seconds["reading the weights"]
    metrics["ours"]["share_of_ceiling"] = ceiling / seconds["ours"]
    metrics["products alone"]["share_of_ceiling"] = ceiling / seconds["products alone"]
    metrics["products alone"]["share_of_ours"] = seconds["products alone"] / seconds["ours"]
    rounded_ours = metrics["ours, bfloat16"]
    rounded_ours["share_of_ceiling"] = ceiling / 2 / seconds["ours, bfloat16"]
    rounded_ours["speedup/bfloat16"] = seconds["transformers, bfloat16"] / seconds["ours, bfloat16"]
    rounded_ours["equal_tokens"] = (ours(rounded) == ours())[0, PROMPT:].float().mean().item()
    for name in metrics.keys() & {"ours, int8", "CTranslate2, int8"}:
        metrics[name]["tokens_per_cpu_second"] = tokens / metrics[name]["cpu_seconds"]
    print(metrics)
    if (tokens, rounds) == (TOKENS, ROUNDS):
        save_measured(
            RESULTS,
            rows,
            about="GPT-2 decoding, ours and transformers', and what memory allows.",
            command="python benchmarks/decoding.py",
            config={"prompt": PROMPT, "tokens": tokens, "rounds": rounds, "onednn": allowed},
        )


if __name__ == "__main__":
    run(measure)
