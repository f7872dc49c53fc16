"""Adapters of many model families as PEFT writes them, which the tests of dev.shaker.families read.

    pip install torch==2.7.1 transformers==4.57.6 peft==0.21.2 safetensors
    python src/test/python/families.py write src/test/resources/families
    python src/test/python/families.py load  src/test/resources/families target/families

Every directory FAMILY.METHOD[.TASK] is one adapter of a tiny random model (hidden size 16, two layers). expected.json holds, by
directory, what the library computes of it: for LoRA the change of every module's weight in the orientation [out, in] (shape, sum,
sum of magnitudes, first value), for all other methods and saved modules the tensors as the library holds them.

"load" takes the mixtures that FamilySupportTest wrote and loads each as its model card says: the card's own lines are run, with a saved
tiny model in place of the base model's name. What the library then computes of it is compared with what mixture.json beside it says, and
the SHA-256 of the weights is noted in loaded.json.
"""
import contextlib, hashlib, json, os, pathlib, re, shutil, sys, tempfile, warnings

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers as tf
from peft import (AdaLoraConfig, IA3Config, LoHaConfig, LoKrConfig, LoraConfig, OFTConfig, PrefixTuningConfig,
                  PromptEncoderConfig, PromptTuningConfig, VeraConfig, get_peft_model)
from safetensors.torch import load_file

warnings.filterwarnings("ignore")
tf.logging.set_verbosity_error()

SMALL = dict(vocab_size=24, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=32,
             pad_token_id=0, bos_token_id=1, eos_token_id=2)
GROUPED = {**SMALL, "num_key_value_heads": 1, "head_dim": 8}


def config(family):
    c = dict(
        llama=lambda: tf.LlamaConfig(**GROUPED), mistral=lambda: tf.MistralConfig(**GROUPED), gemma=lambda: tf.GemmaConfig(**GROUPED),
        gemma2=lambda: tf.Gemma2Config(**GROUPED), qwen2=lambda: tf.Qwen2Config(**{k: v for k, v in GROUPED.items() if k != "head_dim"}),
        qwen3=lambda: tf.Qwen3Config(**GROUPED), phi=lambda: tf.PhiConfig(**SMALL), phi3=lambda: tf.Phi3Config(**SMALL),
        gpt2=lambda: tf.GPT2Config(vocab_size=24, n_embd=16, n_layer=2, n_head=2, n_positions=32, pad_token_id=0, bos_token_id=1, eos_token_id=2),
        gptneox=lambda: tf.GPTNeoXConfig(**SMALL), opt=lambda: tf.OPTConfig(vocab_size=24, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, ffn_dim=24, max_position_embeddings=32, word_embed_proj_dim=16, pad_token_id=0),
        bloom=lambda: tf.BloomConfig(vocab_size=24, hidden_size=16, n_layer=2, n_head=2),
        falcon=lambda: tf.FalconConfig(vocab_size=24, hidden_size=16, num_hidden_layers=2, num_attention_heads=2),
        mixtral=lambda: tf.MixtralConfig(**GROUPED, num_local_experts=2, num_experts_per_tok=1),
        qwen2moe=lambda: tf.Qwen2MoeConfig(**{k: v for k, v in GROUPED.items() if k != "head_dim"}, num_experts=2, num_experts_per_tok=1, moe_intermediate_size=12, shared_expert_intermediate_size=12),
        t5=lambda: tf.T5Config(vocab_size=24, d_model=16, d_kv=8, d_ff=24, num_layers=2, num_heads=2, pad_token_id=0, decoder_start_token_id=0),
        bart=lambda: tf.BartConfig(vocab_size=24, d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=24, decoder_ffn_dim=24, max_position_embeddings=32, pad_token_id=0, bos_token_id=1, eos_token_id=2),
        bert=lambda: tf.BertConfig(**SMALL), roberta=lambda: tf.RobertaConfig(**{**SMALL, "type_vocab_size": 1, "pad_token_id": 1}),
        xlmr=lambda: tf.XLMRobertaConfig(**{**SMALL, "type_vocab_size": 1, "pad_token_id": 1}),
        camembert=lambda: tf.CamembertConfig(**{**SMALL, "type_vocab_size": 1, "pad_token_id": 1}),
        electra=lambda: tf.ElectraConfig(**SMALL, embedding_size=16), albert=lambda: tf.AlbertConfig(**SMALL, embedding_size=8),
        distilbert=lambda: tf.DistilBertConfig(vocab_size=24, dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=32),
        deberta=lambda: tf.DebertaV2Config(**SMALL, relative_attention=True, pos_att_type=["p2c", "c2p"], type_vocab_size=0),
        modernbert=lambda: tf.ModernBertConfig(**{**SMALL, "cls_token_id": 1, "sep_token_id": 2}, reference_compile=False, attn_implementation="eager"),
        whisper=lambda: tf.WhisperConfig(vocab_size=24, d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=24, decoder_ffn_dim=24, num_mel_bins=4, max_source_positions=8, max_target_positions=16, pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=1),
        squeezebert=lambda: tf.SqueezeBertConfig(**{**SMALL, "embedding_size": 16}, q_groups=1, k_groups=1, v_groups=1, post_attention_groups=1, intermediate_groups=2, output_groups=1),
        vit=lambda: tf.ViTConfig(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, image_size=8, patch_size=4))[family]()
    c.num_labels = 3
    c._name_or_path = "tiny/" + family
    return c


CLASSES = {
    "CAUSAL_LM": tf.AutoModelForCausalLM, "SEQ_CLS": tf.AutoModelForSequenceClassification, "TOKEN_CLS": tf.AutoModelForTokenClassification,
    "QUESTION_ANS": tf.AutoModelForQuestionAnswering, "SEQ_2_SEQ_LM": tf.AutoModelForSeq2SeqLM, "FEATURE_EXTRACTION": tf.AutoModel,
    "IMAGE": tf.AutoModelForImageClassification}
DECODERS = dict(llama=("q_proj", "v_proj"), mistral=("q_proj", "v_proj"), gemma=("q_proj", "v_proj"), gemma2=("q_proj", "v_proj"),
                qwen2=("q_proj", "v_proj"), qwen3=("q_proj", "v_proj"), phi=("q_proj", "v_proj"), phi3=("qkv_proj", "gate_up_proj"),
                gpt2=("c_attn", "c_proj"), gptneox=("query_key_value",), opt=("q_proj", "v_proj"), bloom=("query_key_value",),
                falcon=("query_key_value",), mixtral=("q_proj", "v_proj", "w1", "w2", "w3"), qwen2moe=("q_proj", "v_proj", "up_proj"))
ENCODERS = dict(bert=("query", "value"), roberta=("query", "value"), xlmr=("query", "value"), camembert=("query", "value"), electra=("query", "value"),
                albert=("query", "value"), distilbert=("q_lin", "v_lin"), deberta=("query_proj", "value_proj"), modernbert=("Wqkv", "Wo"))
SEQ2SEQ = dict(t5=("q", "v"), bart=("q_proj", "v_proj"))
TARGETS = {**DECODERS, **ENCODERS, **SEQ2SEQ, "vit": ("query", "value")}
EMBEDDING = dict(llama="embed_tokens", gpt2="wte", bert="word_embeddings", t5="shared")
FEEDFORWARD = dict(llama="down_proj", gpt2="mlp.c_proj", bert="output.dense", t5="wo")
FAN_IN = {"gpt2"}


def model(family, task):
    torch.manual_seed(7)
    return (tf.WhisperForConditionalGeneration(config(family)) if family == "whisper" else CLASSES[task].from_config(config(family))).eval()


def task_type(task):
    return None if task == "IMAGE" else task


def cases():
    """name: (family, task, configuration, dtype)."""
    found = {}

    def add(family, method, task, make, dtype=torch.float32):
        name = f"{family}.{method}" + ("" if task in (default(family), "IMAGE") else "." + task.lower().replace("_", "-"))
        found[name] = (family, task, make, dtype)

    def lora(family, task, **kwargs):
        fields = {**dict(r=2, lora_alpha=6, target_modules=list(TARGETS.get(family, ())), task_type=task_type(task), fan_in_fan_out=family in FAN_IN), **kwargs}
        return lambda: LoraConfig(**fields)

    for family in TARGETS:
        task = default(family)
        add(family, "lora", task, lora(family, task))
        add(family, "all-linear", task, lora(family, task, target_modules="all-linear"))
        if family in DECODERS:
            add(family, "lora", "SEQ_CLS", lora(family, "SEQ_CLS"))
        if family in ENCODERS:
            add(family, "lora", "TOKEN_CLS", lora(family, "TOKEN_CLS"))
            add(family, "lora", "FEATURE_EXTRACTION", lora(family, "FEATURE_EXTRACTION"))
    for family in ("llama", "gpt2", "bert", "t5"):
        task = default(family)
        base = dict(task_type=task_type(task), target_modules=list(TARGETS[family]))
        first = TARGETS[family][0]
        add(family, "rslora", task, lora(family, task, use_rslora=True, r=4))
        add(family, "patterns", task, lora(family, task, rank_pattern={first: 3}, alpha_pattern={TARGETS[family][1]: 5}))
        add(family, "embedding", task, lora(family, task, target_modules=[first, EMBEDDING[family]]))
        add(family, "dora", task, lora(family, task, use_dora=True))
        add(family, "adalora", task, lambda base=base, family=family: AdaLoraConfig(**base, init_r=3, target_r=2, lora_alpha=6, total_step=10, fan_in_fan_out=family in FAN_IN))
        add(family, "ia3", task, lambda base=base, family=family: IA3Config(task_type=base["task_type"], target_modules=[first_of(family), FEEDFORWARD[family]], feedforward_modules=[FEEDFORWARD[family]], fan_in_fan_out=family in FAN_IN))
        if family != "gpt2":
            add(family, "vera", task, lambda base=base, family=family: VeraConfig(**{**base, "target_modules": [first_of(family)]}, r=2, save_projection=True))
            add(family, "loha", task, lambda base=base: LoHaConfig(**base, r=2, alpha=4))
            add(family, "lokr", task, lambda base=base: LoKrConfig(**base, r=2, alpha=4, decompose_factor=2))
            add(family, "oft", task, lambda base=base: OFTConfig(**base, r=0, oft_block_size=4))
        for method, make in (("prompt", PromptTuningConfig), ("prefix", PrefixTuningConfig), ("p-tuning", PromptEncoderConfig)):
            if method != "p-tuning" or family != "t5":
                add(family, method, task, lambda make=make, task=task: make(task_type=task, num_virtual_tokens=3))
    add("llama", "vera-seed", "CAUSAL_LM", lambda: VeraConfig(task_type="CAUSAL_LM", target_modules=["q_proj"], r=2, save_projection=False))
    add("llama", "saved", "CAUSAL_LM", lora("llama", "CAUSAL_LM", modules_to_save=["embed_tokens", "lm_head"]))
    add("bert", "saved", "SEQ_CLS", lora("bert", "SEQ_CLS", modules_to_save=["pooler", "classifier"]))
    add("llama", "lm-head", "CAUSAL_LM", lora("llama", "CAUSAL_LM", target_modules=["q_proj", "lm_head"]))
    add("bert", "lora", "QUESTION_ANS", lora("bert", "QUESTION_ANS"))
    add("llama", "lora", "TOKEN_CLS", lora("llama", "TOKEN_CLS"))
    add("llama", "lora", "FEATURE_EXTRACTION", lora("llama", "FEATURE_EXTRACTION"))
    add("gpt2", "lora", "FEATURE_EXTRACTION", lora("gpt2", "FEATURE_EXTRACTION"))
    add("llama", "bias", "CAUSAL_LM", lora("llama", "CAUSAL_LM", bias="lora_only"))
    add("llama", "lora-bias", "CAUSAL_LM", lora("llama", "CAUSAL_LM", lora_bias=True))
    add("llama", "tokens", "CAUSAL_LM", lora("llama", "CAUSAL_LM", trainable_token_indices=[3, 5]))
    add("llama", "layers", "CAUSAL_LM", lora("llama", "CAUSAL_LM", layers_to_transform=[1], layers_pattern="layers"))
    add("llama", "bf16", "CAUSAL_LM", lora("llama", "CAUSAL_LM"), torch.bfloat16)
    add("llama", "fp16", "CAUSAL_LM", lora("llama", "CAUSAL_LM"), torch.float16)
    add("vit", "conv", "IMAGE", lora("vit", "IMAGE", target_modules=["query", "projection"]))
    add("vit", "saved", "IMAGE", lora("vit", "IMAGE", modules_to_save=["classifier"]))
    add("whisper", "conv", "IMAGE", lora("whisper", "IMAGE", target_modules=["q_proj", "conv1", "conv2"]))
    add("squeezebert", "conv", "SEQ_CLS", lora("squeezebert", "SEQ_CLS", target_modules=["query", "value"]))
    add("squeezebert", "grouped", "SEQ_CLS", lora("squeezebert", "SEQ_CLS", target_modules=["query", "intermediate.conv1d"]))
    add("vit", "conv-all", "IMAGE", lora("vit", "IMAGE", target_modules=["query", "projection"], rank_pattern={"projection": 3}, use_rslora=True))
    add("bert", "bias", "SEQ_CLS", lora("bert", "SEQ_CLS", bias="lora_only"))
    add("bert", "bias-all", "SEQ_CLS", lora("bert", "SEQ_CLS", bias="all"))
    add("gpt2", "bias", "CAUSAL_LM", lora("gpt2", "CAUSAL_LM", bias="lora_only"))
    add("gpt2", "tokens", "CAUSAL_LM", lora("gpt2", "CAUSAL_LM", trainable_token_indices={"wte": [3, 5, 7]}))
    return found


def first_of(family):
    return TARGETS[family][0]


def default(family):
    return "SEQ_CLS" if family in ENCODERS else "SEQ_2_SEQ_LM" if family in SEQ2SEQ else "IMAGE" if family in ("vit", "whisper") else "SEQ_CLS" if family == "squeezebert" else "CAUSAL_LM"


def fill(wrapped, seed, dtype):
    """Random values in everything trainable, so that no zero initialisation hides a mistake."""
    g = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in sorted(wrapped.named_parameters()):
            if p.requires_grad:
                p.copy_((torch.randn(p.shape, generator=g) * 0.2 + (1 if "ia3_" in name else 0)).to(dtype))
                p.data = p.data.to(dtype)


def numbers(t):
    t = t.detach().double()
    return dict(shape=list(t.shape), sum=t.sum().item(), magnitude=t.abs().sum().item(), first=t.flatten()[0].item())


def changes(wrapped):
    """Of LoRA: the change of each module's weight, [out, in], as the library computes it."""
    found = {}
    for name, layer in wrapped.base_model.model.named_modules():
        if hasattr(layer, "get_delta_weight") and hasattr(layer, "base_layer") and "default" in getattr(layer, "scaling", {}):
            try:
                delta = layer.get_delta_weight("default")
            except Exception:
                continue
            turned = "default" in getattr(layer, "lora_embedding_A", {}) or type(layer.get_base_layer()).__name__ == "Conv1D"
            found[name] = numbers(delta.T if turned else delta.flatten(1))
    return found


def write(out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    expected = {}
    for seed, (name, (family, task, make, dtype)) in enumerate(cases().items()):
        try:
            torch.manual_seed(seed)
            wrapped = get_peft_model(model(family, task), make()).eval()
            fill(wrapped, seed, dtype)
            wrapped.save_pretrained(str(out / name))
        except Exception as e:
            print("left out", name, type(e).__name__, str(e)[:120])
            shutil.rmtree(out / name, ignore_errors=True)
            continue
        (out / name / "README.md").unlink()
        kind = json.loads((out / name / "adapter_config.json").read_text())["peft_type"]
        expected[name] = dict(changes=changes(wrapped) if kind in ("LORA", "ADALORA") else {},
                              tensors={k: numbers(v) for k, v in sorted(load_file(out / name / "adapter_model.safetensors").items())})
    (out / "expected.json").write_text(json.dumps(expected, sort_keys=True, separators=(",", ":")) + "\n")
    print(len(expected), "adapters")


def close(a, b, dtype):
    tolerance = 2e-4 if dtype == torch.float32 else 1e-2  # narrow types are multiplied in themselves
    return a["shape"] == b["shape"] and all(abs(a[k] - b[k]) <= tolerance * max(1, a["magnitude"]) for k in ("sum", "magnitude", "first") if k in b)


def as_the_card_says(directory, family, task, bases):
    """What the first lines of code in the mixture's README.md make."""
    base = bases / f"{family}.{task}"
    if not base.exists():
        model(family, task).save_pretrained(base)
    code = re.search(r"```python\n(.*?)```", (directory / "README.md").read_text(), re.S).group(1)
    assert f'"tiny/{family}"' in code, code
    made = {}
    with contextlib.chdir(directory):
        exec(code.replace(f'"tiny/{family}"', repr(str(base))), made)
    return made["model"].eval()


def load(fixtures, mixtures):
    loaded, bases = {}, pathlib.Path(tempfile.mkdtemp())
    for directory in sorted(p for p in mixtures.iterdir() if (p / "body").is_dir()):
        family, task, make, dtype = cases()[directory.name.split("+")[0]]
        adapter = next(p for p in (directory / "domains/a", directory / "body") if p.exists())
        problem = ""
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            try:
                wrapped = as_the_card_says(directory, family, task, bases)
                problem = "; ".join(str(w.message)[:300] for w in said if "missing" in str(w.message).lower() or "unexpected" in str(w.message).lower())
                state = load_file(adapter / "adapter_model.safetensors")
                wanted = json.loads((directory / "mixture.json").read_text())
                if wanted["changes"]:
                    actual = changes(wrapped)
                    problem += "".join(f"; {m} differs" for m in wanted["changes"] if m not in actual or not close(actual[m], wanted["changes"][m], dtype))
                    problem += "".join(f"; {m} is extra" for m in actual if m not in wanted["changes"])
                own = wrapped.state_dict()
                held = {k.replace(".default", ""): v for k, v in own.items()}
                for k, v in state.items():
                    h = held.get(k, held.get(k.replace("lora_magnitude_vector", "lora_magnitude_vector.weight")))
                    if h is None and (".vera_" in k or "prompt_embeddings" in k):
                        continue
                    saved = next((own[o] for o in own if o.replace("modules_to_save.default.", "") == k), None) if h is None or h.shape != v.shape or not torch.allclose(h.float(), v.float()) else h
                    if saved is None or not torch.allclose(saved.float(), v.float()):
                        problem += f"; {k} is not what was saved"
            except Exception as e:
                problem = f"{type(e).__name__}: {str(e)[:300]}"
        if problem:
            print("NOT", directory.name, problem)
        else:
            loaded[directory.name] = hashlib.sha256((adapter / "adapter_model.safetensors").read_bytes()).hexdigest()
    (fixtures / "loaded.json").write_text(json.dumps(loaded, indent=1, sort_keys=True) + "\n")
    print(len(loaded), "mixtures load")


if __name__ == "__main__":
    {"write": write, "load": load}[sys.argv[1]](*map(pathlib.Path, sys.argv[2:]))
