"""Writes src/test/resources/encoder-golden/: adapters on a randomly initialised tiny BERT and the logits of the stock libraries.

    HF_HUB_OFFLINE=1 python src/test/python/encoder_golden.py  # from the project's root
                                                      # torch 2.7.1, transformers 4.57.6, adapters 1.3.0, peft 0.21

base/            Hugging Face layout, float32
houlsby/         AdapterHub double_seq_bn, flexible head with two layers
houlsby-pooled/  the same with a flexible head of one layer over the pooler
pfeiffer-gelu/   AdapterHub seq_bn with gelu and scaling 2
lora/            PEFT on every linear layer, rank and alpha by module, BERT static head
lora-rs/         PEFT on query and value, rank-stabilised
expected.json    token ids, lengths, token types; logits by adapter
"""
import json, pathlib, shutil

import torch
from adapters import BertAdapterModel, DoubleSeqBnConfig, SeqBnConfig
from peft import LoraConfig, TaskType, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertForSequenceClassification, BertModel

OUT = pathlib.Path("src/test/resources/encoder-golden")
shutil.rmtree(OUT, ignore_errors=True)
(OUT / "base").mkdir(parents=True)
torch.manual_seed(3)
config = BertConfig(vocab_size=40, hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=24, max_position_embeddings=20)


def shake(module, size):
    """Initial values are too tame to tell formulas apart: biases zero, norms one, updates zero."""
    with torch.no_grad():
        for p in module.parameters():
            p.add_(torch.randn_like(p) * size)


base = BertModel(config)
shake(base, 0.3)
weights = {k: v.contiguous() for k, v in base.state_dict().items() if "position_ids" not in k}
save_file(weights, OUT / "base" / "model.safetensors", metadata={"format": "pt"})
(OUT / "base" / "config.json").write_text(json.dumps({k: v for k, v in config.to_dict().items() if k in (
    "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "max_position_embeddings", "type_vocab_size",
    "hidden_act", "layer_norm_eps", "model_type", "pad_token_id", "position_embedding_type")} | {"architectures": ["BertModel"]}, indent=1) + "\n")

lengths = [5, 12, 9, 12, 3, 20]
ids = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
for i, n in enumerate(lengths):
    ids[i, :n] = torch.randint(1, 40, (n,))
    types[i, n // 2:n] = i % 2
    mask[i, :n] = 1
expected = {"ids": [r[:n].tolist() for r, n in zip(ids, lengths)], "types": [r[:n].tolist() for r, n in zip(types, lengths)], "logits": {}}


@torch.no_grad()
def record(name, model):
    model.eval()
    expected["logits"][name] = [[float(x) for x in r] for r in model(input_ids=ids, token_type_ids=types, attention_mask=mask).logits]


def hub(name, adapter, **head):
    torch.manual_seed(len(name))
    model = BertAdapterModel(config)
    model.bert.load_state_dict(weights, strict=False)
    model.add_adapter(name, config=adapter)
    model.add_classification_head(name, num_labels=3, **head)
    for part, p in model.named_parameters():
        if f"adapters.{name}" in part or part.startswith("heads"):
            with torch.no_grad():
                p.add_(torch.randn_like(p) * 0.3)
    model.set_active_adapters(name)
    record(name, model)
    model.save_adapter(str(OUT / name), name, with_head=True, use_safetensors=True)


hub("houlsby", DoubleSeqBnConfig(reduction_factor=4))
hub("houlsby-pooled", DoubleSeqBnConfig(reduction_factor=2), layers=1, use_pooler=True)
hub("pfeiffer-gelu", SeqBnConfig(reduction_factor=4, non_linearity="gelu", scaling=2.0))


def peft(name, lora):
    torch.manual_seed(len(name))
    model = BertForSequenceClassification(BertConfig.from_pretrained(OUT / "base", num_labels=4))
    model.bert.load_state_dict(weights)
    model = get_peft_model(model, lora)
    for part, p in model.named_parameters():
        if "lora_" in part or "modules_to_save" in part:
            with torch.no_grad():
                p.add_(torch.randn_like(p) * 0.3)
    record(name, model)
    model.peft_config["default"].base_model_name_or_path = "tiny"
    model.save_pretrained(str(OUT / name))
    (OUT / name / "README.md").unlink(missing_ok=True)


every = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]
peft("lora", LoraConfig(task_type=TaskType.SEQ_CLS, r=3, lora_alpha=6, target_modules=every, rank_pattern={"key": 2}, alpha_pattern={"intermediate.dense": 5}))
peft("lora-rs", LoraConfig(task_type=TaskType.SEQ_CLS, r=4, lora_alpha=6, target_modules=["query", "value"], use_rslora=True))
(OUT / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
for p in sorted(OUT.rglob("*")):
    if p.is_file():
        print(p, p.stat().st_size)
