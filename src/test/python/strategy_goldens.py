"""Writes strategy-goldens.json: what PEFT and mergekit make of small random tensors by DARE, DELLA, breadcrumbs, SLERP and TIES.

    python src/test/python/strategy_goldens.py src/test/resources/strategy-goldens.json
    # mergekit 0.1.4 (pydantic 2.10.6, immutables 0.21), peft 0.21.2, torch 2.7.1, numpy 2.4.6, Python 3.11

DARE and DELLA are random. Here torch.bernoulli takes Shaker's draws, written out anew in `draws`: everything else, so which chance
each weight has, what is kept, elected, divided and summed, is the library's. DELLA's published division by each weight's own
chance, which mergekit replaces by one factor for the whole tensor, is put in with the draw; what mergekit gives as it is stands
among the differences. mergekit's epsilon is half of the paper's.
"""
import hashlib, json, struct, sys, types

import torch
from mergekit.common import ImmutableMap
from mergekit.merge_methods.generalized_task_arithmetic import GTATask
from mergekit.merge_methods.registry import REGISTERED_MERGE_METHODS
from mergekit.merge_methods.slerp import slerp
from mergekit.sparsify import RescaleNorm
from peft.utils import merge_utils

SEED, LAYER = 5, "x"


def draws(member, count):
    """SplitMix64 from the first eight bytes of a SHA-256, as dev.shaker.mixture.merge.Draws."""
    mask, state = (1 << 64) - 1, int.from_bytes(hashlib.sha256(struct.pack("<q", SEED) + f"id{member}\n{LAYER}".encode()).digest()[:8], "big")
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & mask
        z = (z ^ z >> 27) * 0x94D049BB133111EB & mask
        yield ((z ^ z >> 31) >> 11) * 2.0 ** -53


class Drawing:
    """Instead of torch.bernoulli: the n-th call draws for the n-th member."""

    def __init__(self, divide=False):
        self.member, self.divide = 0, divide

    def __call__(self, chances):
        uniform = torch.tensor(list(draws(self.member, chances.numel())), dtype=torch.float64).reshape(chances.shape)
        self.member += 1
        kept = (uniform < chances).to(chances.dtype)
        return kept / chances if self.divide else kept


def drawn(divide, compute):
    original, torch.bernoulli = torch.bernoulli, Drawing(divide)
    try:
        return compute()
    finally:
        torch.bernoulli = original


def mergekit(method, members, rescale=None, normalize=None, **parameters):
    task = GTATask.model_construct(method=REGISTERED_MERGE_METHODS[method], base_model="base", weight_info=types.SimpleNamespace(name=LAYER, is_embed=False),
                                   tensor_parameters=ImmutableMap({f"id{i}": ImmutableMap({"weight": 1.0} | parameters) for i in range(len(members))}), int8_mask=False,
                                   normalize=REGISTERED_MERGE_METHODS[method].default_normalize if normalize is None else normalize, lambda_=1.0, rescale_norm=rescale)
    return task.execute({"base": torch.zeros_like(members[0])} | {f"id{i}": m.clone() for i, m in enumerate(members)})


def plain(tensor):
    return [float(f"{float(x):.9g}") for x in tensor.reshape(-1)]


def case(members, expected, **what):
    return what | {"rows": members[0].shape[0], "members": [plain(m) for m in members], "expected": plain(expected)}


torch.manual_seed(17)
agree, differ = [], []
for count, rows, columns, density in ((2, 4, 10, 0.5), (3, 5, 12, 0.25), (5, 8, 5, 0.75)):
    members = [torch.randn(rows, columns) for _ in range(count)]
    weights = torch.ones(count)
    agree += [
        case(members, drawn(False, lambda: merge_utils.dare_linear(members, weights, density)), library="peft", method="dare-linear", density=density, seed=SEED),
        case(members, drawn(False, lambda: merge_utils.dare_ties(members, weights, density, "total")), library="peft", method="dare-ties", density=density, seed=SEED),
        case(members, drawn(True, lambda: mergekit("della", members, density=density, epsilon=0.1)), library="mergekit", method="della", density=density, epsilon=0.2, seed=SEED),
        case(members, mergekit("breadcrumbs", members, density=density, gamma=0.05 if rows * columns != 60 else 0.1), library="mergekit", method="breadcrumbs", density=density,
             gamma=0.05 if rows * columns != 60 else 0.1),
        case(members, mergekit("ties", members, density=density), library="mergekit", method="ties", density=density),
        case(members[:2], slerp(density, *members[:2]), library="mergekit", method="slerp", t=density),
    ]

few = [torch.tensor([[0.5, -1.0, 2.0, -3.0, 4.0, -5.0, 6.0, -70.0]])]
one = [torch.tensor([[3.0, -4.0]])]
differ += [
    case(few, mergekit("breadcrumbs", few, density=0.5, gamma=0.1), library="mergekit", name="no-outlier", method="breadcrumbs", density=0.5, gamma=0.1),
    case(few, drawn(False, lambda: mergekit("dare_linear", few, rescale=RescaleNorm.l1, density=0.5)), library="mergekit", name="dare-norm", method="dare-linear", density=0.5, seed=SEED),
    case(few, drawn(False, lambda: mergekit("della", few, rescale=RescaleNorm.l1, density=0.5, epsilon=0.1)), library="mergekit", name="della-norm", method="della", density=0.5,
         epsilon=0.2, seed=SEED),
    case([one[0], torch.zeros(1, 2)], slerp(0.5, one[0], torch.zeros(1, 2)), library="mergekit", name="slerp-zero", method="slerp", t=0.5),
    case([one[0], -one[0]], slerp(0.5, one[0], -one[0]), library="mergekit", name="slerp-opposite", method="slerp", t=0.5),
]
with open(sys.argv[1], "w") as f:
    json.dump({"agree": agree, "differ": differ}, f)
for d in differ:
    print(d["name"], d["expected"])
