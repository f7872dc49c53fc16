"""Writes src/test/resources/encoders/: PEFT's LoRA on randomly initialised tiny encoders, and what the stock libraries compute.

    HF_HUB_OFFLINE=1 python src/test/python/encoders_golden.py  # from the project's root, behind tokenizers_golden.py
                                                      # torch 2.15, transformers 4.57.6, peft 0.21.2, tokenizers 0.22.2

rows.tsv                  pairs of texts of three labels
FAMILY/base/              Hugging Face layout, float32, without its tokenizer: that is TOKENIZERS[FAMILY] of tokenizers.zip
FAMILY/linear-{a,b}/      …ForSequenceClassification, every linear layer (BERT's pooler and ELECTRA's projection among them), ranks by module
FAMILY/embedding/         the word embeddings and one other module
FAMILY/expected.json      ids of the pairs; logits of all rows: alone, and of the mean of linear-a and linear-b
"""
import json, os, pathlib, shutil, tempfile, zipfile

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from transformers import (AutoModelForSequenceClassification, AutoTokenizer, BertConfig, CamembertConfig, DistilBertConfig, ElectraConfig, RobertaConfig, XLMRobertaConfig)

OUT = pathlib.Path("src/test/resources/encoders")
shutil.rmtree(OUT, ignore_errors=True)
OUT.mkdir(parents=True)
TOKENIZERS = {"bert": "bert-lower", "roberta": "roberta", "xlm-roberta": "xlm-roberta", "camembert": "camembert", "distilbert": "distilbert-cased", "electra": "electra"}
LENGTH = 40
TEXTS = ["the film is good", "a bad film, and a long one", "not good, not bad", "It's 1999: they'd say naïve café!", "very very good indeed", "日本語 text and \U0001f600 emoji",
         "bad", "a film that goes on and on and on and on and on and on", "good " * 30 + "bad", "indeed, the kettle is boring", "paul is in the stadium", "Größe <mask> [MASK] <pad>"]
PAIRS = [(t.strip(), TEXTS[(7 * i + 3) % len(TEXTS)].strip()) for i, t in enumerate(TEXTS)]
(OUT / "rows.tsv").write_text("label\ttext_a\ttext_b\n" + "".join(f"{i % 3}\t{a}\t{b}\n" for i, (a, b) in enumerate(PAIRS)), encoding="utf-8")
unpacked = pathlib.Path(tempfile.mkdtemp())
zipfile.ZipFile("src/test/resources/tokenizers.zip").extractall(unpacked)
COMMON = dict(num_labels=3, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=64)
ROBERTA = dict(**COMMON, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2, layer_norm_eps=1e-5)
CONFIGS = {
    "bert": lambda v: BertConfig(vocab_size=v, **COMMON),
    "roberta": lambda v: RobertaConfig(vocab_size=v, **ROBERTA),
    "xlm-roberta": lambda v: XLMRobertaConfig(vocab_size=v, **ROBERTA),
    "camembert": lambda v: CamembertConfig(vocab_size=v, **ROBERTA),
    "distilbert": lambda v: DistilBertConfig(vocab_size=v, num_labels=3, dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=64, sinusoidal_pos_embds=True),
    "electra": lambda v: ElectraConfig(vocab_size=v, embedding_size=12, **COMMON),
}


def shake(model, size, wanted=lambda name: True):
    """Initial values are too tame to tell formulas apart: biases zero, norms one, updates zero."""
    with torch.no_grad():
        for name, p in model.named_parameters():
            if wanted(name):
                p.add_(torch.randn_like(p) * size)


@torch.no_grad()
def logits(model, tok):
    out = []
    for a, b in PAIRS:
        e = tok(a, b, truncation="longest_first", max_length=LENGTH, return_tensors="pt")
        out.append([float(x) for x in model.eval()(**e).logits[0]])
    return out


def adapter(base, out, seed, **config):
    torch.manual_seed(seed)
    model = get_peft_model(AutoModelForSequenceClassification.from_pretrained(base, num_labels=3, attn_implementation="eager"),
                           LoraConfig(task_type="SEQ_CLS", r=2, lora_alpha=6, **config))
    shake(model, 0.4, lambda name: "lora_" in name or "modules_to_save" in name)
    model.peft_config["default"].base_model_name_or_path = f"tiny/{out.parent.name}"
    model.save_pretrained(out)
    (out / "README.md").unlink(missing_ok=True)
    return model


def mixed(base, a, b):
    """The mean of the factors (Eq. 1), the head of a."""
    model = PeftModel.from_pretrained(AutoModelForSequenceClassification.from_pretrained(base, num_labels=3, attn_implementation="eager"), a)
    wa, wb = load_file(a / "adapter_model.safetensors"), load_file(b / "adapter_model.safetensors")
    own = dict(model.named_parameters())
    with torch.no_grad():
        for n in wa:
            if ".lora_" in n:
                own[n.replace(".weight", ".default.weight")].copy_(((wa[n].double() + wb[n].double()) / 2).float())
    return model


for family, config in CONFIGS.items():
    where, base = OUT / family, OUT / family / "base"
    base.mkdir(parents=True)
    tok = AutoTokenizer.from_pretrained(unpacked / TOKENIZERS[family])
    torch.manual_seed(5)
    model = AutoModelForSequenceClassification.from_config(config(len(tok)))
    shake(model, 0.3)
    (model.base_model if family in ("bert", "distilbert") else model).save_pretrained(base)
    every = ["q_lin", "k_lin", "v_lin", "out_lin", "lin1", "lin2"] if family == "distilbert" else "all-linear"  # where PEFT takes pre_classifier for one of them
    second = "lin1" if family == "distilbert" else "intermediate.dense"
    expected = {"max_length": LENGTH, "tokenizer": TOKENIZERS[family], "ids": [tok(a, b)["input_ids"] for a, b in PAIRS]}
    for name, seed, fields in (("linear-a", 11, dict(target_modules=every, rank_pattern={second: 3})), ("linear-b", 12, dict(target_modules=every, rank_pattern={second: 3})),
                               ("embedding", 13, dict(target_modules=["word_embeddings", second], use_rslora=True))):
        expected[name] = logits(adapter(base, where / name, seed, **fields), tok)
    expected["mixed"] = logits(mixed(base, where / "linear-a", where / "linear-b"), tok)
    (where / "expected.json").write_text(json.dumps(expected) + "\n")
    print(family, {k: [max(range(3), key=r.__getitem__) for r in v] for k, v in expected.items() if isinstance(v, list) and isinstance(v[0][0], float)})
