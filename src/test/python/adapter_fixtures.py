"""Makes the adapter files that the tests of dev.shaker.adapter.io and dev.shaker.tensor read, with the stock libraries.

    pip install torch==2.7.1 transformers==4.57.6 adapters==1.3.0 peft==0.21.2 safetensors
    python src/test/python/adapter_fixtures.py src/test/resources/adapters

Hidden size 16, three layers; every directory is an adapter as the named library saves it, except where its name says what was
changed afterwards. expected.json holds, by directory, shape, sum and first value of each tensor as the libraries read them.
The torch files beside OUT (OUT/../torch) hold what a state dict may contain, and what must be refused.
"""
import json, pathlib, shutil, sys

import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertForSequenceClassification, BertModel, RobertaConfig, RobertaForSequenceClassification

import adapters
from adapters import BertAdapterModel, RobertaAdapterModel, BnConfig, DoubleSeqBnConfig, LoRAConfig, SeqBnConfig
from peft import LoraConfig, TaskType, get_peft_model

OUT = pathlib.Path(sys.argv[1])
SIZES = dict(vocab_size=40, hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=24, max_position_embeddings=20)


def bert():
    return BertConfig(**SIZES)


def roberta():
    return RobertaConfig(**{**SIZES, "type_vocab_size": 1, "pad_token_id": 1})


def fill(model, seed):
    """Random values in everything trainable, so that no zero initialisation hides a mistake."""
    g = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            if "adapters." in name or "loras." in name or "lora_" in name or "heads." in name or "classifier" in name:
                p.copy_(torch.randn(p.shape, generator=g) * 0.1)


def hub(directory, model, config, safe, seed, head=dict(num_labels=3)):
    name = "task"
    model.add_adapter(name, config=config)
    if head:
        model.add_classification_head(name, **head)
    fill(model, seed)
    model.save_adapter(str(OUT / directory), name, with_head=bool(head), use_safetensors=safe)


def peft(directory, model, seed, safe=True, **kwargs):
    model = get_peft_model(model, LoraConfig(**kwargs))
    fill(model, seed)
    model.save_pretrained(str(OUT / directory), safe_serialization=safe)
    (OUT / directory / "README.md").unlink()


def rewrite(directory, source, weights=None, config=None, drop=()):
    """A copy of another fixture with tensors renamed or changed and with other fields in its configuration."""
    shutil.copytree(OUT / source, OUT / directory)
    for file in (OUT / directory).glob("*"):
        if any(d in file.name for d in drop):
            file.unlink()
    if weights:
        file = next(f for f in (OUT / directory).iterdir() if f.name in ("adapter.safetensors", "adapter_model.safetensors"))
        save_file(weights(load_file(file)), file)
    if config:
        file = OUT / directory / "adapter_config.json"
        d = json.loads(file.read_text())
        config(d)
        file.write_text(json.dumps(d, indent=2, sort_keys=True))


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    torch.manual_seed(1)

    hub("hub-pfeiffer-bin", BertAdapterModel(bert()), SeqBnConfig(reduction_factor=3), False, 1)
    hub("hub-pfeiffer-roberta", RobertaAdapterModel(roberta()), SeqBnConfig(reduction_factor=4, leave_out=[1]), True, 2, dict(num_labels=2, layers=1))
    hub("hub-houlsby", BertAdapterModel(bert()), DoubleSeqBnConfig(reduction_factor=4), True, 3, dict(num_labels=2, use_pooler=True, activation_function=None))
    hub("hub-lora", BertAdapterModel(bert()), LoRAConfig(r=4, alpha=8, intermediate_lora=True, output_lora=True, attn_matrices=["q", "k", "v"]), True, 4)
    hub("hub-lora-bin", BertAdapterModel(bert()), LoRAConfig(r=2, alpha=6), False, 5, None)

    shared = dict(r=4, lora_alpha=6, target_modules=["query", "value"])
    peft("peft-bin", BertForSequenceClassification(bert()), 6, safe=False, task_type=TaskType.SEQ_CLS, **shared)
    peft("peft-roberta", RobertaForSequenceClassification(roberta()), 7, task_type=TaskType.SEQ_CLS, use_rslora=True, **shared)
    peft("peft-headless", BertModel(bert()), 8, task_type=TaskType.FEATURE_EXTRACTION, r=4, lora_alpha=6,
         target_modules=["query", "key", "attention.output.dense", "intermediate.dense", "3.output.dense", "layer.1.output.dense"])
    peft("peft-patterns", BertForSequenceClassification(bert()), 9, task_type=TaskType.SEQ_CLS,
         rank_pattern={"layer.1.attention.self.query": 2, r".*layer\.[02].*value": 3, "value": 5}, alpha_pattern={r"^bert\.encoder.*query": 12}, **shared)
    peft("peft-layers", BertForSequenceClassification(bert()), 10, task_type=TaskType.SEQ_CLS, layers_to_transform=[0, 2], layers_pattern="layer", **shared)
    peft("peft-regex", BertForSequenceClassification(bert()), 11, task_type=TaskType.SEQ_CLS, r=2, lora_alpha=2, target_modules=r".*encoder\.layer\.[12]\..*\.(query|dense)")
    peft("peft-dora", BertForSequenceClassification(bert()), 12, task_type=TaskType.SEQ_CLS, use_dora=True, **shared)

    def legacy(tensors):
        return {k.replace(".attention.output.adapters.", ".attention.output.attention_text_task_adapters.")
                .replace(".output.adapters.", ".output.layer_text_task_adapters."): v for k, v in tensors.items()}

    def old(config):
        del config["version"]
        config["type"] = "text_task"
        config["config"]["non_linearity"] = "gelu"
        config["config"].update(inv_adapter="nice", inv_adapter_reduction_factor=2)

    rewrite("hub-houlsby-legacy", "hub-houlsby", legacy, old, drop=["head"])
    rewrite("hub-lora-0.1", "hub-lora", config=lambda d: d.update(version="adapters.0.1.2"), drop=["head"])
    rewrite("hub-half", "hub-pfeiffer-roberta", lambda t: {k: v.to(torch.bfloat16 if "bias" in k else torch.float16) for k, v in t.items()}, drop=["head"])

    # Torch files with what a state dict may hold: views, halves, shared storages, parameters; and two that must be refused.
    views = OUT.parent / "torch"
    shutil.rmtree(views, ignore_errors=True)
    views.mkdir()
    base = torch.arange(60, dtype=torch.float32).reshape(5, 12) / 8
    torch.save({"transposed": base.t(), "slice": base[1:4, 2:9:3], "scalar": base[2, 3], "half": base.half(), "brain": base.to(torch.bfloat16)[::2],
                "double": base.double() / 3, "long": torch.arange(3), "empty": torch.zeros(0, 4), "parameter": torch.nn.Parameter(base[4])}, views / "views.bin")
    torch.save(torch.nn.Linear(2, 2).state_dict(), views / "ordered.bin")
    torch.save({"x": base}, views / "legacy.bin", _use_new_zipfile_serialization=False)
    torch.save({"x": pathlib.PurePosixPath("/etc/passwd")}, views / "foreign.bin")
    torch.save({"x": {"y": base}}, views / "nested.bin")
    torch.save({"x": torch.ones(1).expand(1 << 20)}, views / "expanded.bin")
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), str(views / "script.bin"))

    expected = {}
    for directory in sorted(OUT.iterdir()):
        file = next(f for f in directory.iterdir() if f.name in ("adapter.safetensors", "pytorch_adapter.bin", "adapter_model.safetensors", "adapter_model.bin"))
        tensors = load_file(file) if file.suffix == ".safetensors" else torch.load(file, weights_only=True)
        expected[directory.name] = {k: {"shape": list(v.shape), "sum": v.double().sum().item(), "first": v.flatten()[0].float().item()} for k, v in sorted(tensors.items())}
    (OUT / "expected.json").write_text(json.dumps(expected, sort_keys=True, separators=(",", ":")))


main()
