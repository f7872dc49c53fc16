"""Writes merge-goldens.json: what PEFT's own merge functions make of small random tensors.

    python merge_goldens.py src/test/resources/merge-goldens.json

peft 0.21.2, torch 2.7.1, Python 3. `scope` is per tensor there; TIES with majority sign "total", as published.
"""
import json
import sys

import torch
from peft.utils import merge_utils

torch.manual_seed(11)
cases = []
for members, size, density in ((2, 20, 0.5), (3, 30, 0.2), (5, 40, 0.25), (4, 24, 1.0)):
    tensors = [torch.randn(size) for _ in range(members)]
    ones = torch.ones(members)
    cases.append({
        "density": density,
        "members": [[float(x) for x in t] for t in tensors],
        "taskArithmetic": [float(x) for x in merge_utils.task_arithmetic(tensors, ones)],
        "trimmedSum": [float(x) for x in merge_utils.magnitude_prune(tensors, ones, density)],
        "ties": [float(x) for x in merge_utils.ties(tensors, ones, density, "total")],
    })
with open(sys.argv[1], "w") as f:
    json.dump(cases, f)
