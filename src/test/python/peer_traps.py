"""Writes peer-traps.json: merges in which a stock library gives a wrong result, and what it gives.

    python src/test/python/peer_traps.py src/test/resources/peer-traps.json
    # peft 0.21.2, adapters 1.3.0, transformers 4.57.6, torch 2.7.1

One linear module of 7 inputs and 5 outputs. `theirs` is the update that the library's merged adapter adds to the weight, or its
error; `truth` the weighted mean of the members' updates in double. See docs/peers.md.
"""
import json, sys

import torch
from peft import LoraConfig, get_peft_model

IN, OUT = 7, 5


class Model(torch.nn.Module):
    """The names that the module has in BERT."""

    def __init__(self):
        super().__init__()
        attention = torch.nn.Module()
        setattr(attention, "self", torch.nn.ModuleDict({"query": torch.nn.Linear(IN, OUT)}))
        layer = torch.nn.ModuleDict({"attention": attention})
        self.encoder = torch.nn.ModuleDict({"layer": torch.nn.ModuleList([layer])})
        self.classifier = torch.nn.Linear(OUT, 2)

    def forward(self, x):
        return self.classifier(getattr(self.encoder["layer"][0]["attention"], "self")["query"](x))


def member(rank, alpha, rslora, a=None, b=None):
    return {"rank": rank, "alpha": alpha, "rslora": rslora, "a": torch.randn(rank, IN) if a is None else a, "b": torch.randn(OUT, rank) if b is None else b}


def update(m):
    scale = m["alpha"] / (m["rank"] ** 0.5 if m["rslora"] else m["rank"])
    return scale * m["b"].double() @ m["a"].double()


def peft(members, heads=False, **options):
    model = None
    for i, m in enumerate(members):
        config = LoraConfig(r=m["rank"], lora_alpha=m["alpha"], use_rslora=m["rslora"], target_modules=["query"], modules_to_save=["classifier"] if heads else None)
        if model is None:
            model = get_peft_model(Model(), config, adapter_name="m0")
        else:
            model.add_adapter(f"m{i}", config)
        module = getattr(model.base_model.model.encoder["layer"][0]["attention"], "self")["query"]
        module.lora_A[f"m{i}"].weight.data.copy_(m["a"])
        module.lora_B[f"m{i}"].weight.data.copy_(m["b"])
    try:
        model.add_weighted_adapter([f"m{i}" for i in range(len(members))], [1 / len(members)] * len(members), "merged", **options)
    except Exception as e:
        return f"{type(e).__name__}: {e}"
    return module.get_delta_weight("merged").detach()


def hub(members):
    """AdapterHub's own average of LoRA factors, in BERT's query of hidden size 8: the update's first 5 rows and 7 columns."""
    import adapters
    from transformers import BertConfig

    model = adapters.BertAdapterModel(BertConfig(vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8))
    for i, m in enumerate(members):
        model.add_adapter(f"m{i}", config=adapters.LoRAConfig(r=m["rank"], alpha=m["alpha"], attn_matrices=["q"], init_weights="bert"))
        lora = model.bert.encoder.layer[0].attention.self.query.loras[f"m{i}"]
        lora.lora_A.data.zero_()[:, :IN] = m["a"]
        lora.lora_B.data.zero_()[:OUT] = m["b"]
    names = [f"m{i}" for i in range(len(members))]
    model.average_adapter("merged", names, weights=[1 / len(members)] * len(members))
    lora = model.bert.encoder.layer[0].attention.self.query.loras["merged"]
    return (lora.scaling * lora.lora_B @ lora.lora_A).detach()[:OUT, :IN]


def case(name, members, theirs):
    flat = lambda t: [float(x) for x in t.flatten()]
    truth = sum(update(m) for m in members) / len(members)
    return {"name": name, "members": [{**m, "a": flat(m["a"]), "b": flat(m["b"])} for m in members], "truth": flat(truth),
            **({"error": theirs} if isinstance(theirs, str) else {"theirs": flat(theirs)})}


torch.manual_seed(17)
plain = member(2, 4, False)
flipped = [plain, {**plain, "a": -plain["a"], "b": -plain["b"]}]
stabilised = [member(4, 4, True), member(4, 4, True)]
unequal = [member(2, 4, False), member(3, 6, False)]
pair = [member(2, 4, False), member(2, 4, False)]
cases = [
    case("flipped-linear", flipped, peft(flipped, combination_type="linear")),
    case("flipped-average", flipped, hub(flipped)),
    case("two-different-linear", pair, peft(pair, combination_type="linear")),
    case("rslora-cat", stabilised, peft(stabilised, combination_type="cat")),
    case("rslora-svd", stabilised, peft(stabilised, combination_type="svd", svd_rank=4)),
    case("heads", pair, peft(pair, heads=True, combination_type="cat")),
    case("density-zero-dare", pair, peft(pair, combination_type="dare_linear", density=0.0)),
    case("density-zero-ties", pair, peft(pair, combination_type="ties", density=0.0)),
    case("unequal-ranks-linear", unequal, peft(unequal, combination_type="linear")),
    case("unequal-ranks-ties", unequal, peft(unequal, combination_type="ties", density=0.5)),
    case("cat", unequal, peft(unequal, combination_type="cat")),
    case("svd", unequal, peft(unequal, combination_type="svd", svd_rank=5)),
]
with open(sys.argv[1], "w") as f:
    json.dump(cases, f, indent=1)
    f.write("\n")
for c in cases:
    theirs = torch.tensor(c["theirs"]).double() if "theirs" in c else None
    truth = torch.tensor(c["truth"]).double()
    print(c["name"], c.get("error") or f"norm {float(theirs.norm()):.4f}, truth {float(truth.norm()):.4f}, off by {float((theirs - truth).norm() / truth.norm()):.1e}")
