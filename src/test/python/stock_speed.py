"""Rows per second of the stock AdapterHub library on what dev.shaker.djl.EvaluationSpeed measures.

    HF_HUB_OFFLINE=1 python src/test/python/stock_speed.py SPACE DOMAINS_DIRECTORY ROWS MAX_LENGTH THREADS ROUNDS DOMAIN...
    # torch 2.7.1, transformers 4.57.6, adapters 1.3.0

A mixture of the named domains' Pfeiffer adapters on each of their test splits, batches of 64 sorted by length, tokenised once.
"""
import gzip, pathlib, sys, time

import torch
from adapters import BertAdapterModel
from safetensors.torch import load_file
from transformers import BertConfig, BertTokenizerFast

space, domains = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
limit, max_length, threads, rounds = map(int, sys.argv[3:7])
names = sys.argv[7:]
torch.set_num_threads(threads)
tok = BertTokenizerFast.from_pretrained(space / "base")
model = BertAdapterModel(BertConfig.from_pretrained(space / "base"))
model.bert.load_state_dict({k: v.float() for k, v in load_file(space / "base" / "model.safetensors").items()}, strict=False)
for n in names:
    model.load_adapter(str(space / "pfeiffer" / n), load_as=n, with_head=True, use_safetensors=True)
model.average_adapter("mixed", names, weights=[1 / len(names)] * len(names))
model.eval()


def batches(domain):
    p = domains / domain / "test.tsv"
    with (open(p, encoding="utf-8", newline="") if p.exists() else gzip.open(str(p) + ".gz", "rt", encoding="utf-8", newline="")) as f:
        next(f)
        test = [(a[1], a[2] if len(a) > 2 else "") for a in (l.rstrip("\n").split("\t") for l in f)][:limit]
    pair = any(b for _, b in test)
    test.sort(key=lambda r: len(r[0]) + len(r[1]))
    return [tok([a for a, _ in part], [b for _, b in part] if pair else None, truncation="longest_first", max_length=max_length, padding=True, return_tensors="pt")
            for part in (test[i:i + 64] for i in range(0, len(test), 64))]


@torch.inference_mode()
def run():
    rows = 0
    for domain, parts in ready.items():
        model.set_active_adapters("mixed")
        model.active_head = domain
        for e in parts:
            rows += len(model(**e).logits)
    return rows


ready = {n: batches(n) for n in names}
run()
start, cpu = time.time(), time.process_time()
rows = sum(run() for _ in range(rounds))
print(f"{space} {threads} threads: {rows / (time.time() - start):.0f} rows/s, {rows / (time.process_time() - cpu):.0f} rows per second of processor time")
