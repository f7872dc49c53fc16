"""Adapters of many model families as AdapterHub writes them, which the tests of dev.shaker.families read.

    pip install torch==2.7.1 transformers==4.57.6 adapters==1.3.0 safetensors
    python src/test/python/hub_families.py write src/test/resources/hub-families
    python src/test/python/hub_families.py load  src/test/resources/hub-families target/hub-families

Every directory FAMILY.METHOD[.HEAD] is one adapter of a tiny random model (hidden size 16, two layers), in it the head where one was
added. expected.json holds, by directory, what the library computes of it: for LoRA the change of every module's weight in the
orientation [out, in] (shape, sum, sum of magnitudes, first value), and all tensors of adapter and head as the library holds them.

"load" takes the mixtures that HubFamilySupportTest wrote and loads each as its model card says: the card's own lines are run, with a saved
tiny model in place of the base model's name. The library says nothing of tensors that it lacks or does not know, so every tensor of
the file must be the model's, and every one of the adapter's in the model must be the file's. What the library then adds to a module's
weight is compared with mixture.json, the model must compute something else than without the adapter, and the SHA-256 of the body is
noted in loaded.json.
"""
import contextlib, hashlib, json, logging, os, pathlib, re, shutil, sys, tempfile, warnings

os.environ["HF_HUB_OFFLINE"] = "1"

import adapters
import torch
import torch.nn.functional as F
import transformers as tf
from adapters import AutoAdapterModel
from safetensors.torch import load_file

warnings.filterwarnings("ignore")
tf.logging.set_verbosity_error()
logging.getLogger("adapters").setLevel(logging.ERROR)

SMALL = dict(vocab_size=24, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=32,
             pad_token_id=0, bos_token_id=1, eos_token_id=2)
ROBERTA = {**SMALL, "type_vocab_size": 1, "pad_token_id": 1}
GROUPED = {**SMALL, "num_key_value_heads": 1, "head_dim": 8}
SEQ2SEQ = dict(vocab_size=24, d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2, decoder_attention_heads=2,
               encoder_ffn_dim=24, decoder_ffn_dim=24, max_position_embeddings=32, pad_token_id=0, bos_token_id=1, eos_token_id=2,
               forced_eos_token_id=None)
T5 = dict(vocab_size=24, d_model=16, d_kv=8, d_ff=24, num_layers=2, num_heads=2, pad_token_id=0, eos_token_id=2, decoder_start_token_id=0)
IMAGE = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, image_size=8, patch_size=4)
CONFIGS = {
    "albert": lambda: tf.AlbertConfig(**SMALL, embedding_size=8), "bart": lambda: tf.BartConfig(**SEQ2SEQ),
    "beit": lambda: tf.BeitConfig(**IMAGE, out_indices=[0, 1]), "bert": lambda: tf.BertConfig(**SMALL),
    "bert-generation": lambda: tf.BertGenerationConfig(**SMALL),
    "clip": lambda: tf.CLIPConfig(text_config={**SMALL, "projection_dim": 8}, vision_config={**IMAGE, "projection_dim": 8}, projection_dim=8),
    "deberta": lambda: tf.DebertaConfig(**SMALL, relative_attention=True, pos_att_type=["c2p", "p2c"], type_vocab_size=0),
    "deberta-v2": lambda: tf.DebertaV2Config(**SMALL, relative_attention=True, pos_att_type=["p2c", "c2p"], type_vocab_size=0),
    "distilbert": lambda: tf.DistilBertConfig(vocab_size=24, dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=32),
    "electra": lambda: tf.ElectraConfig(**SMALL, embedding_size=16),
    "gpt2": lambda: tf.GPT2Config(vocab_size=24, n_embd=16, n_layer=2, n_head=2, n_positions=32, pad_token_id=0, bos_token_id=1, eos_token_id=2),
    "gptj": lambda: tf.GPTJConfig(vocab_size=24, n_embd=16, n_layer=2, n_head=2, n_positions=32, rotary_dim=4, pad_token_id=0, bos_token_id=1, eos_token_id=2),
    "llama": lambda: tf.LlamaConfig(**GROUPED), "mbart": lambda: tf.MBartConfig(**SEQ2SEQ), "mistral": lambda: tf.MistralConfig(**GROUPED),
    "mt5": lambda: tf.MT5Config(**T5), "plbart": lambda: tf.PLBartConfig(**SEQ2SEQ), "roberta": lambda: tf.RobertaConfig(**ROBERTA),
    "t5": lambda: tf.T5Config(**T5), "vit": lambda: tf.ViTConfig(**IMAGE),
    "whisper": lambda: tf.WhisperConfig(**{**SEQ2SEQ, "num_mel_bins": 4, "max_source_positions": 8, "max_target_positions": 16, "decoder_start_token_id": 1, "begin_suppress_tokens": None, "suppress_tokens": None}),
    "xlm-roberta": lambda: tf.XLMRobertaConfig(**ROBERTA),
    "xmod": lambda: tf.XmodConfig(**ROBERTA, languages=["en_XX"], default_language="en_XX", adapter_reduction_factor=4)}
SEVERAL = ("bert", "gpt2", "t5")
# What the library 1.3.0 refuses to add, or adds and cannot run.
CANNOT_RUN = {("gpt2", "dora"), ("gpt2", "dvora"), ("gpt2", "vera"), ("gpt2", "prompt_tuning"), ("t5", "prompt_tuning")}


def model(family):
    torch.manual_seed(7)
    config = CONFIGS[family]()
    config._name_or_path = "tiny/" + family
    made = AutoAdapterModel.from_config(config)
    made.config._name_or_path = made.name_or_path = "tiny/" + family
    return made.eval()


def cases():
    """name: (family, adapter's configuration, head)."""
    lora = lambda **more: adapters.LoRAConfig(**{**dict(r=2, alpha=6), **more})
    pfeiffer = lambda **more: adapters.SeqBnConfig(**{**dict(reduction_factor=4), **more})
    houlsby = lambda **more: adapters.DoubleSeqBnConfig(**{**dict(reduction_factor=4), **more})
    found = {}
    for family in CONFIGS:
        found[f"{family}.lora"] = (family, lora(), None)
        found[f"{family}.seq_bn"] = (family, pfeiffer(), None)
        found[f"{family}.double_seq_bn"] = (family, houlsby(), None)
        found[f"{family}.all-linear"] = (family, lora(attn_matrices=["q", "k", "v"], intermediate_lora=True, output_lora=True), None)
    for family in SEVERAL:
        for method, config in dict(
                layers=lora(leave_out=[0]), bn_layers=pfeiffer(leave_out=[1]), par_bn=adapters.ParBnConfig(reduction_factor=4),
                seq_bn_inv=adapters.SeqBnInvConfig(reduction_factor=4), double_seq_bn_inv=adapters.DoubleSeqBnInvConfig(reduction_factor=4),
                sizes=pfeiffer(reduction_factor={"0": 8, "default": 4}),
                layer_norms=pfeiffer(ln_before=True, ln_after=True), learned=pfeiffer(scaling="learned"), gated=pfeiffer(use_gating=True),
                adapter_plus=adapters.AdapterPlusConfig(reduction_factor=4, stochastic_depth=0.0), compacter=adapters.CompacterConfig(reduction_factor=4),
                compacter_plus_plus=adapters.CompacterPlusPlusConfig(reduction_factor=4), ia3=adapters.IA3Config(),
                dora=adapters.DoRAConfig(r=2), vera=adapters.VeraConfig(r=2), dvora=adapters.DvoRAConfig(r=2), gated_lora=lora(use_gating=True),
                mtl_lora=adapters.MTLLoRAConfig(r=2, n_up_projection=2),
                prefix_tuning=adapters.PrefixTuningConfig(prefix_length=3, bottleneck_size=6),
                prefix_tuning_flat=adapters.PrefixTuningConfig(prefix_length=3, flat=True), prompt_tuning=adapters.PromptTuningConfig(prompt_length=3),
                loreft=adapters.LoReftConfig(r=2), noreft=adapters.NoReftConfig(r=2), direft=adapters.DiReftConfig(r=2),
                mam=adapters.ConfigUnion(adapters.PrefixTuningConfig(prefix_length=3, bottleneck_size=6), adapters.ParBnConfig(reduction_factor=4)),
                unipelt=adapters.ConfigUnion(adapters.LoRAConfig(r=2, use_gating=True), adapters.PrefixTuningConfig(prefix_length=3, bottleneck_size=6, use_gating=True), pfeiffer(use_gating=True)),
                union=adapters.ConfigUnion(lora(), pfeiffer())).items():
            if (family, method) not in CANNOT_RUN:
                found[f"{family}.{method}"] = (family, config, None)
    for family in ("bart", "t5"):
        found[f"{family}.cross"] = (family, houlsby(cross_adapter=True), None)
    for family, head in [("bert", h) for h in ("classification", "regression", "multilabel_classification", "tagging", "question_answering", "multiple_choice", "dependency_parsing", "masked_lm", "causal_lm")] + [
            ("roberta", "classification"), ("distilbert", "classification"), ("deberta-v2", "tagging"), ("xlm-roberta", "question_answering"),
            ("gpt2", "classification"), ("gpt2", "causal_lm"), ("llama", "classification"), ("llama", "tagging"), ("mistral", "causal_lm"),
            ("t5", "seq2seq_lm"), ("bart", "classification"), ("mbart", "seq2seq_lm"), ("vit", "image_classification"), ("beit", "image_classification"),
            ("whisper", "seq2seq_lm")]:
        found[f"{family}.seq_bn.{head}"] = (family, pfeiffer(), head)
        if family in ("bert", "gpt2"):
            found[f"{family}.lora.{head}"] = (family, lora(), head)
    return found


def add_head(made, head):
    add = {"classification": lambda: made.add_classification_head("a", num_labels=3), "regression": lambda: made.add_classification_head("a", num_labels=1),
           "multilabel_classification": lambda: made.add_classification_head("a", num_labels=3, multilabel=True), "tagging": lambda: made.add_tagging_head("a", num_labels=3),
           "question_answering": lambda: made.add_qa_head("a"), "multiple_choice": lambda: made.add_multiple_choice_head("a", num_choices=2),
           "dependency_parsing": lambda: made.add_dependency_parsing_head("a", num_labels=3), "masked_lm": lambda: made.add_masked_lm_head("a"),
           "causal_lm": lambda: made.add_causal_lm_head("a"), "seq2seq_lm": lambda: made.add_seq2seq_lm_head("a"),
           "image_classification": lambda: made.add_image_classification_head("a", num_labels=3)}
    add[head]()


def own(made, name):
    """The adapter's and its head's tensors in the model, as the library's own saving chooses them."""
    chosen = adapters.loading.AdapterLoader(made).filter_func(name)
    return {k: v for k, v in made.state_dict().items() if chosen(k)}


def fill(made, name, seed):
    """Random values in everything of the adapter, so that no zero initialisation hides a mistake."""
    g = torch.Generator().manual_seed(seed)
    chosen = adapters.loading.AdapterLoader(made).filter_func(name)
    with torch.no_grad():
        for key, p in sorted(made.named_parameters()):
            if (chosen(key) or key.startswith(f"heads.{name}.")) and p.requires_grad:
                p.copy_(torch.randn(p.shape, generator=g) * 0.2 + (1 if p.ndim == 1 and "norm" in key.lower() else 0))


def numbers(t):
    t = t.detach().double()
    return dict(shape=list(t.shape), sum=t.sum().item(), magnitude=t.abs().sum().item(), first=t.flatten()[0].item())


def changes(made, name):
    """Of LoRA: the change of each module's weight, [out, in], as the library computes it."""
    found = {}
    for module, layer in made.named_modules():
        lora = layer.loras[name] if name in getattr(layer, "loras", {}) else None
        if type(lora) is not adapters.methods.lora.LoRA:
            continue
        if not isinstance(layer, adapters.methods.lora.LoRAMergedLinear):
            found[module] = numbers(lora.scaling * lora.lora_B @ lora.lora_A)
        elif any(lora.enable_lora):
            delta = F.conv1d(lora.lora_A.data.unsqueeze(0), lora.lora_B.data.unsqueeze(-1), groups=sum(lora.enable_lora)).squeeze(0)
            found[module] = numbers(lora.scaling * layer.pad(delta.T, lora).T)
    return found


def write(out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    expected = {}
    for seed, (name, (family, config, head)) in enumerate(cases().items()):
        try:
            made = model(family)
            torch.manual_seed(seed)
            made.add_adapter("a", config=config)
            if head:
                add_head(made, head)
            made.train_adapter("a")
            fill(made, "a", seed)
            made.eval()
            try:
                made.save_adapter(str(out / name), "a", with_head=bool(head), use_safetensors=True)
            except RuntimeError:  # T5's stacks share modules, which safetensors refuses and the library's default does not
                shutil.rmtree(out / name)
                made.save_adapter(str(out / name), "a", with_head=bool(head))
        except Exception as e:
            print("left out", name, type(e).__name__, str(e)[:160])
            shutil.rmtree(out / name, ignore_errors=True)
            continue
        plain = json.loads((out / name / "adapter_config.json").read_text())["config"].get("architecture") == "lora"
        saved = {k: v for file in sorted((out / name).glob("*.safetensors")) for k, v in load_file(file).items()}
        saved |= {k: v for file in sorted((out / name).glob("*.bin")) for k, v in torch.load(file, weights_only=True).items()}
        expected[name] = dict(changes=changes(made, "a") if plain and type(config) is adapters.LoRAConfig and not config.use_gating else {},
                              tensors={k: numbers(v) for k, v in sorted(saved.items())})
    (out / "loaded.json").write_text("{}\n")
    (out / "expected.json").write_text(json.dumps(expected, sort_keys=True, separators=(",", ":")) + "\n")
    print(len(expected), "adapters")


def output(made, family):
    """Something that the adapter must change."""
    ids = torch.tensor([[3, 4, 5, 2], [7, 8, 9, 2]])
    given = dict(input_ids=ids, attention_mask=torch.ones_like(ids))
    if family in ("vit", "beit"):
        given = dict(pixel_values=torch.linspace(-1, 1, 192).reshape(1, 3, 8, 8).repeat(2, 1, 1, 1))
    if family == "clip":
        given["pixel_values"] = torch.linspace(-1, 1, 192).reshape(1, 3, 8, 8).repeat(2, 1, 1, 1)
    if family == "whisper":
        given = dict(input_features=torch.linspace(-1, 1, 64).reshape(1, 4, 16).repeat(2, 1, 1), decoder_input_ids=ids)
    if family in ("t5", "mt5", "bart", "mbart", "plbart"):
        given["decoder_input_ids"] = ids
    with torch.no_grad():
        found = made(**given)
    return next(v for v in found.values() if torch.is_tensor(v))


def as_the_card_says(directory, family, bases):
    base = bases / family
    if not base.exists():
        made = model(family)
        made.save_pretrained(base)
    code = re.search(r"```python\n(.*?)```", (directory / "README.md").read_text(), re.S).group(1)
    assert f'"tiny/{family}"' in code, code
    made = {}
    with contextlib.chdir(directory):
        exec(code.replace(f'"tiny/{family}"', repr(str(base))), made)
    return made["model"].eval(), made["adapter"]


def problems(directory, family, bases):
    made, name = as_the_card_says(directory, family, bases)
    wanted, found = json.loads((directory / "mixture.json").read_text())["changes"], changes(made, name)
    for module in set(wanted) if wanted else ():
        f, w = found.get(module, {}), wanted[module]
        if f.get("shape") != w["shape"] or any(abs(f[k] - w[k]) > 2e-4 * max(1, w["magnitude"]) for k in ("sum", "magnitude", "first") if k in w):
            yield f"{module} is {f}, wanted {w}"
    if wanted and set(found) - set(wanted):
        yield f"{set(found) - set(wanted)} are extra"
    state, body = made.state_dict(), load_file(directory / "body/adapter.safetensors")
    heads = {p.parent.name: load_file(p) for p in directory.glob("heads/*/model_head.safetensors")}
    for saved in [body] + [{re.sub(r"^heads\.[^.]+\.", f"heads.{domain}.", k): v for k, v in head.items()} for domain, head in heads.items()]:
        for tensor, values in saved.items():
            if tensor not in state or not torch.equal(state[tensor].float(), values.float()):
                yield f"{tensor} is not what was saved"
    for tensor in own(made, name):
        if tensor not in body:
            yield f"{tensor} of the model is not in the file"
    if "dependency_parsing" in directory.name:
        made.active_head = None  # asks for the first token of every word
    head = made.active_head
    mixed = output(made, family)
    made.set_active_adapters(None)
    made.active_head = head
    plain = output(made, family)
    if mixed.shape == plain.shape and torch.allclose(mixed, plain, atol=1e-7):
        yield "the adapter is not active"


def load(fixtures, mixtures):
    loaded, bases = {}, pathlib.Path(tempfile.mkdtemp())
    for directory in sorted(p for p in mixtures.iterdir() if p.is_dir() and (p / "body").exists()):
        family = directory.name.split(".")[0]
        try:
            wrong = list(problems(directory, family, bases))
        except Exception as e:
            wrong = [f"{type(e).__name__}: {str(e)[:300]}"]
        if wrong:
            print("NOT", directory.name, "; ".join(wrong)[:500])
        else:
            loaded[directory.name] = hashlib.sha256((directory / "body/adapter.safetensors").read_bytes()).hexdigest()
    (fixtures / "loaded.json").write_text(json.dumps(loaded, indent=1, sort_keys=True) + "\n")
    print(len(loaded), "mixtures load")


if __name__ == "__main__":
    {"write": write, "load": load}[sys.argv[1]](*map(pathlib.Path, sys.argv[2:]))
