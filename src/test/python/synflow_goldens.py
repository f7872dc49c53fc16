"""Masks of synaptic flow, from its definition: src/test/resources/synflow-goldens.json for SynFlowTest.

R is the sum of all outputs of an adapter's modules for an input of ones, with |w| in place of w and no non-linearity. PyTorch differentiates it;
a weight's score is |w| times the derivative by |w|. After round k of n the share (1 - s)^(k/n) of each ranked group is kept; scores are computed
anew from what is left. What ties with the threshold stays, as it does by magnitude; no two other scores are near each other there, which is checked.

    pip install torch; python src/test/python/synflow_goldens.py
"""
import json
import math
from fractions import Fraction

import torch

HIDDEN, BOTTLENECK = 24, 6
PARTS = ("down.weight", "down.bias", "up.weight", "up.bias")


def normal(generator, *shape):
    return (torch.randn(*shape, generator=generator) * 0.1).float()


def bottleneck(generator):
    tensors = {}
    for layer in range(2):
        prefix = f"encoder.layer.{layer}.output.adapter."
        for part, shape in zip(PARTS, ((BOTTLENECK, HIDDEN), (BOTTLENECK,), (HIDDEN, BOTTLENECK), (HIDDEN,))):
            tensors[prefix + part] = normal(generator, *shape)
    return tensors


def lora(generator):
    tensors = {}
    for module, rank in (("query", 3), ("value", 4)):
        prefix = f"encoder.layer.0.attention.self.{module}.lora_"
        tensors[prefix + "A"] = normal(generator, rank, 21)
        tensors[prefix + "B"] = normal(generator, 18, rank)
    return tensors


def module(name):
    return name.rsplit(".", 2)[0] if "adapter" in name else name.rsplit(".", 1)[0]


def output(weights, name, scale):
    """Sum of one module's outputs for an input of ones."""
    if "adapter" in name:
        down, bias, up, last = (weights[f"{name}.{part}"] for part in PARTS)
        return scale * (up @ (down @ torch.ones(down.shape[1], dtype=torch.float64) + bias) + last).sum()
    a, b = weights[name + ".lora_A"], weights[name + ".lora_B"]
    return scale * (b @ (a @ torch.ones(a.shape[1], dtype=torch.float64))).sum()


def scores(weights, scales):
    leaves = {name: value.abs().requires_grad_(True) for name, value in weights.items()}
    sum(output(leaves, name, scale) for name, scale in scales.items()).backward()
    return {name: rounded((leaf * leaf.grad).detach()) for name, leaf in leaves.items()}


def rounded(values):
    """To 12 digits: the two weights of a path that nothing else leads through have one score, whatever the order of the products."""
    return torch.tensor([float(f"{v:.11e}") for v in values.flatten().tolist()], dtype=torch.float64).reshape(values.shape)


def masks(tensors, scales, sparsity, scope, rounds, keep_biases):
    weights = {name: value.double() for name, value in tensors.items()}
    groups = {}
    for name in weights:
        if not (keep_biases and name.endswith(".bias")):
            groups.setdefault({"layer": name, "block": module(name), "global": ""}[scope], []).append(name)
    for k in range(1, rounds + 1):
        current = scores(weights, scales)
        for names in groups.values():
            ranked = torch.cat([current[name].flatten() for name in names])
            count = ranked.numel()
            gone = math.floor(Fraction(sparsity) * count) if k == rounds else math.floor(
                (1 - (1 - float(sparsity)) ** (k / rounds)) * count)
            if gone == 0:
                continue
            ordered = ranked.sort().values
            below = ordered[ordered < ordered[gone]]
            assert len(below) == 0 or ordered[gone] - below[-1] > 1e-9 * ordered[gone], (names, k)
            for name in names:
                weights[name][current[name] < ordered[gone]] = 0
    return {name: "".join("01"[int(v)] for v in (value != 0).flatten()) for name, value in weights.items()}


def main():
    generator = torch.Generator().manual_seed(12)
    adapters = []
    for kind, tensors, scales in (
            ("bottleneck", bottleneck(generator), None), ("lora", lora(generator), {"query": 16 / 3, "value": 6 / 4})):
        by_module = {name: scales[name.rsplit(".", 1)[1]] if scales else 2.0 for name in map(module, tensors)}
        cases = []
        for scope in ("layer", "block", "global"):
            for rounds in (1, 100):
                for sparsity in ("0.3", "0.55", "0.8"):
                    for keep in (False, True) if kind == "bottleneck" else (False,):
                        cases.append({"scope": scope, "rounds": rounds, "sparsity": sparsity,
                                      "biases": "keep" if keep else "prune",
                                      "kept": masks(tensors, by_module, sparsity, scope, rounds, keep)})
        adapters.append({"kind": kind, "tensors": {
            name: {"shape": list(value.shape), "values": [float(v) for v in value.flatten()]}
            for name, value in tensors.items()}, "cases": cases})
    with open("src/test/resources/synflow-goldens.json", "w", encoding="utf-8") as file:
        json.dump({"torch": torch.__version__, "adapters": adapters}, file, separators=(",", ":"))
        file.write("\n")


main()
