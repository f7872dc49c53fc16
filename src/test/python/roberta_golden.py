"""Writes src/test/resources/roberta-golden/: adapters on a randomly initialised tiny RoBERTa, token ids and logits of the stock libraries.

    PYTHONHASHSEED=0 HF_HUB_OFFLINE=1 python src/test/python/roberta_golden.py  # from the project's root
                                                      # torch 2.7.1, transformers 4.57.6, tokenizers 0.22, adapters 1.3.0, peft 0.21

base/             shards of safetensors with the prefix "roberta.", vocab.json and merges.txt
base-bin/         the same weights as pytorch_model.bin without prefix, tokenizer.json
houlsby/          AdapterHub double_seq_bn, flexible head with two layers
pfeiffer/         AdapterHub seq_bn, flexible head with one layer
pfeiffer-static/  AdapterHub seq_bn in RobertaForSequenceClassification, static head
lora/             PEFT on every linear layer, rank and alpha by module, RoBERTa static head
lora-hub/         AdapterHub LoRA on query and value
expected.json     rows: texts with token ids, logits by adapter; cases: token ids by tokenizer, texts and maximum length;
                  gradients: of the loss of label 0 by the first row's word embeddings; attacked: logits under FGSM with epsilon 0.01
"""
import json, pathlib, shutil, tempfile

import adapters, torch
from adapters import DoubleSeqBnConfig, LoRAConfig, RobertaAdapterModel, SeqBnConfig
from peft import LoraConfig, TaskType, get_peft_model
from tokenizers import ByteLevelBPETokenizer
from transformers import RobertaConfig, RobertaForSequenceClassification, RobertaModel, RobertaTokenizerFast

OUT = pathlib.Path("src/test/resources/roberta-golden")
shutil.rmtree(OUT, ignore_errors=True)
(OUT / "base").mkdir(parents=True)
(OUT / "base-bin").mkdir()

texts = [line.split("\t")[1] for line in pathlib.Path("src/sample/domains/nli/test.tsv").read_text().splitlines()[1:200]]
bpe = ByteLevelBPETokenizer()
bpe.train_from_iterator(texts + ["naïve café don't it's", "日本語 日本"] * 20, vocab_size=420, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], show_progress=False)
bpe.save_model(str(OUT / "base"))
plain = RobertaTokenizerFast(str(OUT / "base" / "vocab.json"), str(OUT / "base" / "merges.txt"))
plain.backend_tokenizer.save(str(OUT / "base-bin" / "tokenizer.json"))
spaced = RobertaTokenizerFast(str(OUT / "base" / "vocab.json"), str(OUT / "base" / "merges.txt"), add_prefix_space=True)

TEXTS = [
    ("in the office paul is painting a wall", None),
    ("In The OFFICE, Paul is painting... a wall!", "paul is in the stadium"),
    ("Ünïcode café naïve résumé Straße ĳ ﬁ", "ＦＵＬＬ width ① ½"),
    ("汉字 and 日本語 mixed with 한국어", None),
    (" leading,  double   and trailing spaces  ", "\ttabs\tand\u00a0spaces\u2003and\u200bzero width \u0000\ufffd\u0007"),
    ("emoji 😀👩‍👩‍👧 and <mask> </s> tokens <unk>", "<s>"),
    ("a <pad> in the <pad> text", "and <pad> here"),
    ("", None),
    ("only the first of a pair", ""),
    ("", "only the second of a pair"),
    ("supercalifragilisticexpialidocious", "x"),
    ("don't can't it's o'clock 3.14 1,000 $5 a@b.c we'll I'VE", "#hash @user http://a.b/c?d=e&f"),
    (" ".join(["reading"] * 30), " ".join(["novel"] * 30)),
    (" ".join(["reading"] * 40), "short second text here"),
    ("short first text here", " ".join(["novel"] * 40)),
    (" ".join(["reading"] * 60), None),
]
cases = []
for name, tok in (("plain", plain), ("spaced", spaced)):
    for a, b in TEXTS:
        for length in (16, 48):
            e = tok([a], None if b is None else [b], truncation="longest_first", max_length=length)
            cases.append({"tokenizer": name, "a": a, "b": b, "max_length": length, "ids": e["input_ids"][0]})

torch.manual_seed(3)
config = RobertaConfig(vocab_size=len(plain), hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=24, max_position_embeddings=50, type_vocab_size=1, layer_norm_eps=1e-5)


def shake(module, size, wanted=lambda name: True):
    """Initial values are too tame to tell formulas apart: biases zero, norms one, updates zero."""
    with torch.no_grad():
        for name, p in module.named_parameters():
            if wanted(name):
                p.add_(torch.randn_like(p) * size)


base = RobertaModel(config)
shake(base, 0.3)
weights = {k: v.contiguous() for k, v in base.state_dict().items()}
whole = RobertaForSequenceClassification(config)
whole.roberta.load_state_dict(weights, strict=False)
whole.save_pretrained(OUT / "base", max_shard_size="20KB")
base.save_pretrained(OUT / "base-bin", safe_serialization=False)
print(config.pad_token_id, "padding index")

pairs = [(a, b or "") for a, b in TEXTS]
encoded = plain([a for a, _ in pairs], [b for _, b in pairs], truncation="longest_first", max_length=48, padding=True, return_tensors="pt")
expected = {"rows": [{"a": a, "b": b} for a, b in pairs], "ids": [i[m.bool()].tolist() for i, m in zip(encoded["input_ids"], encoded["attention_mask"])], "cases": cases, "logits": {}, "gradients": {}, "attacked": {}}


def record(name, model):
    model.eval()
    with torch.no_grad():
        expected["logits"][name] = [[float(x) for x in r] for r in model(**encoded).logits]
    # A hook, because the library counts positions otherwise where it is given embeddings instead of tokens.
    step, seen = 0, []

    def hook(module, inputs, output):
        seen.append((output.detach() + step).requires_grad_())
        return seen[-1]

    handle = model.get_input_embeddings().register_forward_hook(hook)
    logits = model(**encoded).logits
    loss = torch.nn.functional.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long), reduction="sum")
    gradient = torch.autograd.grad(loss, seen[-1])[0]
    expected["gradients"][name] = [float(f"{x:.7g}") for x in gradient[0, : len(expected["ids"][0])].flatten()]
    step = 0.01 * gradient.sign()
    with torch.no_grad():
        expected["attacked"][name] = [[float(x) for x in r] for r in model(**encoded).logits]
    handle.remove()


def hub(name, adapter, **head):
    torch.manual_seed(len(name))
    model = RobertaAdapterModel(config)
    model.roberta.load_state_dict(weights, strict=False)
    model.add_adapter(name, config=adapter)
    model.add_classification_head(name, num_labels=3, **head)
    shake(model, 0.3, lambda part: f"adapters.{name}" in part or f"loras.{name}" in part or part.startswith("heads"))
    model.set_active_adapters(name)
    record(name, model)
    model.save_adapter(str(OUT / name), name, with_head=True, use_safetensors=True)


hub("houlsby", DoubleSeqBnConfig(reduction_factor=4))
hub("pfeiffer", SeqBnConfig(reduction_factor=4), layers=1)
hub("lora-hub", LoRAConfig(r=4, alpha=8))


def classifier(labels):
    model = RobertaForSequenceClassification(RobertaConfig(**{**config.to_dict(), "num_labels": labels, "id2label": None, "label2id": None}))
    model.roberta.load_state_dict(weights, strict=False)
    return model


torch.manual_seed(11)
model = classifier(2)
adapters.init(model)
model.add_adapter("static", config=SeqBnConfig(reduction_factor=4))
shake(model, 0.3, lambda part: "adapters.static" in part or part.startswith("classifier"))
model.set_active_adapters("static")
record("pfeiffer-static", model)
model.save_adapter(str(OUT / "pfeiffer-static"), "static", with_head=True, use_safetensors=True)

torch.manual_seed(12)
every = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]
model = get_peft_model(classifier(4), LoraConfig(task_type=TaskType.SEQ_CLS, r=3, lora_alpha=6, target_modules=every, rank_pattern={"key": 2}, alpha_pattern={"intermediate.dense": 5}))
shake(model, 0.3, lambda part: "lora_" in part or "modules_to_save" in part)
record("lora", model)
model.peft_config["default"].base_model_name_or_path = "tiny"
model.save_pretrained(str(OUT / "lora"))
for name in ("README.md",):
    (OUT / "lora" / name).unlink(missing_ok=True)
(OUT / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
for p in sorted(OUT.rglob("*")):
    if p.is_file():
        print(p, p.stat().st_size)
