"""Writes src/test/resources/decoders/: PEFT's LoRA on randomly initialised tiny decoders, and what the stock libraries compute.

    HF_HUB_OFFLINE=1 python src/test/python/decoder_golden.py  # from the project's root
                                                      # torch 2.15, transformers 4.57.6, peft 0.21.2, tokenizers 0.22.2

rows.tsv, pairs.tsv        texts of three labels; of a pair every row has both
FAMILY/base/               Hugging Face layout, float32: llama (rope scaling llama3, tied), mistral (sliding window, linear scaling),
                           qwen2 (bias, the second layer windowed), qwen3 (norms of queries and keys, a head wider than H/h), gpt2
FAMILY/score-{a,b}/        …ForSequenceClassification, every linear layer, ranks and alphas by module
FAMILY/words-{a,b}/        …ForCausalLM
FAMILY/tables-{a,b}/       LoRA of embed_tokens, wte or lm_head, and of another module; where the library saves the table beside it, one that is
                           not the base model's
FAMILY/expected.json       ids of the texts; logits and log-probabilities of all rows: alone, and of the mean of a and b
"""
import json, os, pathlib, shutil

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer, GPT2Config, LlamaConfig, MistralConfig,
                          PreTrainedTokenizerFast, Qwen2Config, Qwen3Config)

OUT = pathlib.Path("src/test/resources/decoders")
shutil.rmtree(OUT, ignore_errors=True)
OUT.mkdir(parents=True)
LABELS, WORDS, LENGTH = ["negative", "neutral", "positive"], ["bad film", "not_good", "very good"], 40
TEXTS = ["the film is good", "a bad film, and a long one", "not good, not bad", "It's 1999: they'd say \u201cnaïve café\u201d!", "very very good indeed",
         "the   spaces  are\tmany ", "日本語 text and \U0001f600 emoji", "the end<|end|>", "bad", "a film that goes on and on and on and on and on and on and on and on",
         "good " * 30 + "bad", "indeed the film is not_good"]
PAIRS = [(t, TEXTS[(7 * i + 3) % len(TEXTS)].strip()) for i, t in enumerate(TEXTS)]
(OUT / "rows.tsv").write_text("label\ttext_a\n" + "".join(f"{i % 3}\t{t}\n" for i, t in enumerate(t.replace("\t", " ") for t in TEXTS)), encoding="utf-8")
(OUT / "pairs.tsv").write_text("label\ttext_a\ttext_b\n" + "".join(f"{i % 3}\t{a}\t{b}\n" for i, (a, b) in
                                                                     enumerate((a.replace("\t", " "), b.replace("\t", " ")) for a, b in PAIRS)), encoding="utf-8")
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace("{1,3}", "")


def tokenizer(out, kind):
    """Byte-level pairs, each family with the pre-tokenizer and the specials of its own."""
    tok = Tokenizer(models.BPE(ignore_merges=kind == "llama"))
    split = {"llama": LLAMA3, "qwen2": QWEN2, "qwen3": QWEN2}.get(kind)
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=split is None)
    parts = [pre_tokenizers.Split(Regex(split), "isolated")] if split else [pre_tokenizers.Digits(individual_digits=True)] if kind == "mistral" else []
    tok.pre_tokenizer = pre_tokenizers.Sequence(parts + [level]) if parts else level
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(TEXTS + WORDS, trainers.BpeTrainer(vocab_size=300, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
                                                               special_tokens=["<|begin|>", "<|end|>"]))
    tok.post_processor = processors.TemplateProcessing(single="<|begin|> $A", pair="<|begin|> $A <|begin|>:1 $B:1", special_tokens=[("<|begin|>", 0)]) \
        if kind == "llama" else processors.ByteLevel(trim_offsets=False)
    PreTrainedTokenizerFast(tokenizer_object=tok, bos_token="<|begin|>" if kind == "llama" else None, eos_token="<|end|>", pad_token="<|end|>").save_pretrained(out)
    config = json.loads((out / "tokenizer_config.json").read_text())
    config["tokenizer_class"] = {"gpt2": "GPT2Tokenizer", "mistral": "LlamaTokenizer", "qwen2": "Qwen2Tokenizer", "qwen3": "Qwen2Tokenizer"}.get(kind, "PreTrainedTokenizerFast")
    if kind == "mistral":  # its class sets a template of its own, whatever the file has
        config |= {"bos_token": "<|begin|>", "unk_token": "<|end|>", "add_bos_token": True, "add_eos_token": False, "legacy": False}
    if kind == "qwen3":  # of which the file knows nothing
        config["added_tokens_decoder"]["300"] = {"content": "indeed", "lstrip": True, "normalized": False, "rstrip": False, "single_word": False, "special": False}
        config["additional_special_tokens"] = ["film"]
    (out / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
    if kind == "gpt2":
        plain = json.loads((out / "tokenizer.json").read_text())
        vocab, merges = plain["model"]["vocab"], plain["model"]["merges"]
        (out / "vocab.json").write_text(json.dumps(vocab)); (out / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(m) for m in merges) + "\n")
    tok = AutoTokenizer.from_pretrained(out)
    for extra in ("vocab.json", "merges.txt"):
        (out / extra).unlink(missing_ok=True)
    return tok


COMMON = dict(vocab_size=304, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=24, max_position_embeddings=64,
              pad_token_id=1, bos_token_id=0, eos_token_id=1)
CONFIGS = {
    "llama": LlamaConfig(**COMMON, tie_word_embeddings=True, rope_theta=500.0, rope_scaling={
        "rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 32}),
    "mistral": MistralConfig(**COMMON, sliding_window=7, rope_theta=300.0, tie_word_embeddings=False),
    "qwen2": Qwen2Config(**COMMON, use_sliding_window=True, sliding_window=9, max_window_layers=1, tie_word_embeddings=True, rope_scaling={"rope_type": "linear", "factor": 2.0}),
    "qwen3": Qwen3Config(**COMMON, head_dim=8, tie_word_embeddings=False, attention_bias=True, rope_scaling={"rope_type": "dynamic", "factor": 2.0}),
    "gpt2": GPT2Config(vocab_size=304, n_embd=16, n_layer=2, n_head=4, n_positions=64, pad_token_id=1, bos_token_id=0, eos_token_id=1,
                       attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0),
}
TARGETS = {"gpt2": ["c_attn", "attn.c_proj", "c_fc", "mlp.c_proj"]}
EVERY = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def shake(module, size):
    """Initial values are too tame to tell formulas apart: biases zero, norms one, updates zero."""
    with torch.no_grad():
        for name, p in module.named_parameters():
            p.add_(torch.randn_like(p) * size)


def adapter(family, kind, base, task, out, seed, **extra):
    torch.manual_seed(seed)
    gpt2 = family == "gpt2"
    targets = TARGETS.get(family, EVERY)
    if family == "mistral" and kind == "words":
        targets = ["q_proj", "up_proj", "lm_head"]
    config = LoraConfig(task_type=task, r=2, lora_alpha=6, target_modules=targets, fan_in_fan_out=gpt2, use_rslora=family == "qwen2",
                        rank_pattern={"c_fc" if gpt2 else "gate_proj" if family != "mistral" else "up_proj": 3},
                        alpha_pattern={"c_attn" if gpt2 else "q_proj": 4}, **extra)
    model = get_peft_model(base, config)
    for name, p in model.named_parameters():
        if "lora_" in name or "score.modules_to_save" in name:
            with torch.no_grad():
                p.copy_(torch.randn_like(p) * 0.4)
    model.peft_config["default"].base_model_name_or_path = f"tiny/{family}"
    model.save_pretrained(out, save_embedding_layers=False)
    (out / "README.md").unlink(missing_ok=True)
    return model.eval()


TABLES = {"llama": ("words", ["embed_tokens", "q_proj"]), "mistral": ("words", ["embed_tokens", "lm_head"]), "qwen2": ("words", ["lm_head", "up_proj"]),
          "qwen3": ("score", ["embed_tokens", "q_proj"]), "gpt2": ("score", ["wte", "c_attn"])}


def tables(family, base, task, out, seed):
    torch.manual_seed(seed)
    if family != "gpt2":  # whose table is not saved
        with torch.no_grad():
            for table in {id(t.weight): t.weight for t in (base.get_input_embeddings(), base.get_output_embeddings()) if t is not None}.values():
                table.add_(torch.randn_like(table) * 0.2)
    model = get_peft_model(base, LoraConfig(task_type=task, r=2, lora_alpha=6, target_modules=TABLES[family][1], fan_in_fan_out=family == "gpt2", use_rslora=family == "llama"))
    for name, p in model.named_parameters():
        if "lora_" in name or "score.modules_to_save" in name:
            with torch.no_grad():
                p.copy_(torch.randn_like(p) * 0.4)
    model.peft_config["default"].base_model_name_or_path = f"tiny/{family}"
    model.save_pretrained(out)
    (out / "README.md").unlink(missing_ok=True)
    return model.eval()


def rows(family):
    return [(a.replace("\t", " "), b.replace("\t", " ")) for a, b in PAIRS] if family == "qwen2" else [(t.replace("\t", " "), None) for t in TEXTS]


@torch.no_grad()
def score(model, tok, family):
    out = []
    for a, b in rows(family):
        e = tok(a, b, truncation="longest_first", max_length=LENGTH, return_tensors="pt")
        out.append([float(x) for x in model(input_ids=e["input_ids"], attention_mask=e["attention_mask"]).logits[0]])
    return out


def template(family):
    return "{text_a} / {text_b} -> " if family == "qwen2" else "{text_a}\nLabel:"


@torch.no_grad()
def words(model, tok, family):
    """As lm-evaluation-harness: blanks at the prompt's end belong to the continuation, whose tokens are those of both less those of the prompt."""
    out = []
    for a, b in rows(family):
        prompt = template(family).replace("{text_a}", a).replace("{text_b}", b or "")
        continuations = [" " + w for w in WORDS]
        bare = prompt.rstrip()
        continuations = [prompt[len(bare):] + c for c in continuations]
        context = tok(bare)["input_ids"]
        tails = [tok(bare + c)["input_ids"][len(context):] for c in continuations]
        cut = context[-(LENGTH + 1 - max(map(len, tails))):]
        scores = []
        for tail in tails:
            lp = model(input_ids=torch.tensor([cut + tail])).logits[0].log_softmax(-1)
            scores.append(float(sum(lp[len(cut) - 1 + i, t] for i, t in enumerate(tail))))
        out.append(scores)
    return out


def mixed(base, a, b):
    """The mean of the factors (Eq. 1), the head of a."""
    model = PeftModel.from_pretrained(base, a).eval()
    wa, wb = load_file(a / "adapter_model.safetensors"), load_file(b / "adapter_model.safetensors")
    mean = {n: ((wa[n].double() + wb[n].double()) / 2).float() for n in wa if ".lora_" in n}
    own = dict(model.named_parameters())
    with torch.no_grad():
        for n, v in mean.items():
            own[n.replace(".weight", ".default.weight") if n.endswith(".weight") else n + ".default"].copy_(v)
    return model


for family, config in CONFIGS.items():
    where = OUT / family
    base = where / "base"
    base.mkdir(parents=True)
    tok = tokenizer(base, family)
    torch.manual_seed(5)
    causal = AutoModelForCausalLM.from_config(config)
    shake(causal, 0.4)
    if family == "gpt2":
        causal.tie_weights()
    causal.save_pretrained(base)
    (base / "generation_config.json").unlink(missing_ok=True)
    fresh = {"score": lambda: AutoModelForSequenceClassification.from_pretrained(base, num_labels=3, attn_implementation="eager"),
             "words": lambda: AutoModelForCausalLM.from_pretrained(base, attn_implementation="eager")}
    expected = {"max_length": LENGTH, "template": template(family), "words": WORDS, "ids": [tok(a, b)["input_ids"] for a, b in rows(family)]}
    for kind, task, measure in (("score", "SEQ_CLS", score), ("words", "CAUSAL_LM", words)):
        for n, seed in (("a", 11), ("b", 12)):
            expected[f"{kind}-{n}"] = measure(adapter(family, kind, fresh[kind](), task, where / f"{kind}-{n}", seed), tok, family)
        expected[f"{kind}-mixed"] = measure(mixed(fresh[kind](), where / f"{kind}-a", where / f"{kind}-b"), tok, family)
    kind = TABLES[family][0]
    task, measure = ("SEQ_CLS", score) if kind == "score" else ("CAUSAL_LM", words)
    for n, seed in (("a", 21), ("b", 22)):
        expected[f"tables-{n}"] = measure(tables(family, fresh[kind](), task, where / f"tables-{n}", seed), tok, family)
    expected["tables-mixed"] = measure(mixed(fresh[kind](), where / "tables-a", where / "tables-b"), tok, family)
    (where / "expected.json").write_text(json.dumps(expected) + "\n")
    print(family, {k: [max(range(3), key=r.__getitem__) for r in v] for k, v in expected.items() if isinstance(v, list) and isinstance(v[0][0], float)})
