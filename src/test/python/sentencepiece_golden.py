"""Writes src/test/resources/sentencepiece/: scores of label words of a tiny Llama whose tokenizer is of SentencePiece's kind.

    HF_HUB_OFFLINE=1 python src/test/python/sentencepiece_golden.py  # from the project's root, behind tokenizers_golden.py
                                                      # torch 2.15, transformers 4.57.6, peft 0.21.2, tokenizers 0.22.2

base/, words/    the model without its tokenizer, and PEFT's LoRA on it
expected.json    by tokenizer of tokenizers.zip and template: sums of log-probabilities, as lm-evaluation-harness takes the tokens of prompt
                 and continuation less those of the prompt
"""
import json, os, pathlib, shutil, tempfile, zipfile

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig

OUT = pathlib.Path("src/test/resources/sentencepiece")
shutil.rmtree(OUT, ignore_errors=True)
OUT.mkdir(parents=True)
LENGTH, WORDS = 48, ["boring", "not good 日本語", "Größe"]
TEXTS = ["this kettle is boring , olga", " paul is  in the stadium", "日本語 text and \U0001f600 emoji", "It's 1999: they'd say \u201cnaïve café\u201d!", "x", "the end </s>", "<s> inside",
         "reading " * 30, "a\u00a0b\u3000c", "▁the ▁kettle", "one.", "e\u0301 and ö"]
TEMPLATES = ["{text_a}\nLabel:", "{text_a} ", "Is '{text_a}' good?\n\nAnswer: ", "{text_a}"]
unpacked = pathlib.Path(tempfile.mkdtemp())
zipfile.ZipFile("src/test/resources/tokenizers.zip").extractall(unpacked)
torch.manual_seed(3)
model = AutoModelForCausalLM.from_config(LlamaConfig(vocab_size=904, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1, intermediate_size=24,
                                                     max_position_embeddings=64, tie_word_embeddings=True), attn_implementation="eager")
with torch.no_grad():
    for p in model.parameters():
        p.add_(torch.randn_like(p) * 0.4)
model.save_pretrained(OUT / "base")
(OUT / "base" / "generation_config.json").unlink(missing_ok=True)
model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", r=2, lora_alpha=6, target_modules=["q_proj", "v_proj"]))
with torch.no_grad():
    for name, p in model.named_parameters():
        if "lora_" in name:
            p.copy_(torch.randn_like(p) * 0.4)
model.peft_config["default"].base_model_name_or_path = "tiny/llama"
model.save_pretrained(OUT / "words")
(OUT / "words" / "README.md").unlink(missing_ok=True)
model.eval()


@torch.no_grad()
def words(tok, template):
    out = []
    for text in TEXTS:
        prompt = template.replace("{text_a}", text)
        bare = prompt.rstrip()
        context = tok(bare)["input_ids"]
        tails = [tok(bare + prompt[len(bare):] + " " + w)["input_ids"][len(context):] for w in WORDS]
        cut = context[-(LENGTH + 1 - max(map(len, tails))):]
        scores = []
        for tail in tails:
            lp = model(input_ids=torch.tensor([cut + tail])).logits[0].log_softmax(-1)
            scores.append(float(sum(lp[len(cut) - 1 + i, t] for i, t in enumerate(tail))))
        out.append(scores)
    return out


expected = {"max_length": LENGTH, "words": WORDS, "texts": TEXTS, "scores": [
    {"tokenizer": name, "template": template, "rows": words(AutoTokenizer.from_pretrained(unpacked / name), template)}
    for name in ("llama", "mistral") for template in TEMPLATES]}
(OUT / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
print([[max(range(3), key=r.__getitem__) for r in case["rows"]] for case in expected["scores"]])
