"""Writes src/test/resources/text-embedding.json: mean sentence embeddings of the sample's texts by transformers.

    HF_HUB_OFFLINE=1 python src/test/python/text_embedding_golden.py  # from the project's root
                                                             # torch 2.7.1, transformers 4.57.6

A row's embedding is the mean of the last hidden states over its tokens, specials included, padding left out; a text's is the mean
over its first 50 rows.
"""
import csv, json, pathlib

import torch
from transformers import AutoModel, AutoTokenizer

ROWS, LENGTH = 50, 64
base = "src/sample/base"
tokenizer = AutoTokenizer.from_pretrained(base)
model = AutoModel.from_pretrained(base, add_pooling_layer=False).eval()
expected = {}
for domain in ("films", "nli"):
    with open(f"src/sample/domains/{domain}/test.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[:ROWS]
    pairs = any(row.get("text_b") for row in rows)
    with torch.no_grad():
        means = []
        for row in rows:
            texts = (row["text_a"], row["text_b"]) if pairs else (row["text_a"],)
            states = model(**tokenizer(*texts, truncation="longest_first", max_length=LENGTH, return_tensors="pt")).last_hidden_state[0]
            means.append(states.double().mean(0))
        expected[domain] = [round(x, 7) for x in torch.stack(means).mean(0).tolist()]
pathlib.Path("src/test/resources/text-embedding.json").write_text(json.dumps({"rows": ROWS, "maxLength": LENGTH, "embeddings": expected}) + "\n")
