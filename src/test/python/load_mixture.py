"""Loads a mixture's artefact with the stock libraries and counts correct rows of every member domain.

    python load_mixture.py ARTEFACT BASE DOMAINS MAX_LENGTH [EXPECTED]

ARTEFACT holds recipe.json, body/ and heads/ or domains/; BASE the base model; DOMAINS one directory with test.tsv a domain.
With EXPECTED (expected-mixtures.json or expected-lora.json) rows and first logits are held against the mixture of the same
members. Written for adapters 1.3.0, peft 0.21.2, transformers 4.57.6, torch 2.7.1.
"""
import json
import pathlib
import sys

import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

artefact, base, domains, max_length = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4])
recipe = json.loads((artefact / "recipe.json").read_text())
members = sorted(m["domain"] for m in recipe["members"])
weights = {k: v.float() for k, v in load_file(base / "model.safetensors").items()}
tokenizer = BertTokenizerFast.from_pretrained(base)
torch.set_num_threads(2)


def rows(domain):
    with open(domains / domain / "test.tsv", encoding="utf-8", newline="") as f:
        next(f)
        return [(int(a[0]), a[1], a[2] if len(a) > 2 else "") for a in (l.rstrip("\n").split("\t") for l in f)]


def adapterhub():
    from adapters import BertAdapterModel

    model = BertAdapterModel(BertConfig.from_pretrained(base))
    model.bert.load_state_dict(weights, strict=False)
    name = model.load_adapter(str(artefact / "body"), use_safetensors=True, with_head=False)
    for domain in members:
        model.load_head(str(artefact / "heads" / domain), load_as=domain, use_safetensors=True)
        model.set_active_adapters(name)
        model.active_head = domain
        yield domain, model.eval()


def peft():
    from peft import PeftModel

    for domain in members:
        path = artefact / "domains" / domain
        head = load_file(path / "adapter_model.safetensors")["base_model.model.classifier.weight"]
        model = BertForSequenceClassification(BertConfig.from_pretrained(base, num_labels=head.shape[0]))
        model.bert.load_state_dict(weights, strict=False)
        yield domain, PeftModel.from_pretrained(model, str(path)).eval()


@torch.no_grad()
def correct(model, domain):
    test, hits, first = rows(domain), 0, {}
    pair = any(b for _, _, b in test)
    order = sorted(range(len(test)), key=lambda i: len(test[i][1]) + len(test[i][2]))
    for i in range(0, len(order), 64):
        part = [test[j] for j in order[i : i + 64]]
        batch = tokenizer([a for _, a, _ in part], [b for _, _, b in part] if pair else None, truncation="longest_first",
                          max_length=max_length, padding=True, return_tensors="pt")
        logits = model(**batch).logits
        hits += int((logits.argmax(1) == torch.tensor([y for y, _, _ in part])).sum())
        first |= {j: r for j, r in zip(order[i : i + 64], logits) if j < 8}
    return hits, len(test), torch.stack([first[j] for j in sorted(first)])


expected = {}
basis = "update" if recipe["merge"]["method"] in ("concat", "svd") else "factors"
if len(sys.argv) > 5:
    for mixture in json.loads(pathlib.Path(sys.argv[5]).read_text())["mixtures"]:
        if mixture["members"] == members and mixture.get("merge", basis) == basis:
            expected = mixture["domains"]
failures = 0
for domain, model in (peft() if (artefact / "domains").exists() else adapterhub()):
    hits, total, first = correct(model, domain)
    line = f"{domain} {hits}/{total}"
    if domain in expected:
        worst = float((first - torch.tensor(expected[domain]["logits_first_8"])).abs().max())
        good = hits == expected[domain]["correct"] and worst < 1e-4
        failures += not good
        line += f" expected {expected[domain]['correct']}, first logits within {worst:.1e}{'' if good else ' WRONG'}"
    print(line, flush=True)
sys.exit(1 if failures else 0)
