"""Loads the mixtures that AdapterHubMixturesTest wrote with AdapterHub, as their model cards say.

    pip install torch==2.7.1 transformers==4.57.6 adapters==1.3.0 safetensors
    python src/test/python/hub_mixtures.py src/test/resources/adapters target/hub

The card's own lines are run, with a saved tiny model in place of the base model's name. What the library then adds to each module is
compared with mixture.json (LoRA), every tensor of body and heads with what was saved, and the SHA-256 of the body is noted in loaded.json.
"""
import contextlib, hashlib, json, pathlib, re, sys, tempfile

import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertModel, RobertaConfig, RobertaModel

SIZES = dict(vocab_size=40, hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=24, max_position_embeddings=20)


def numbers(t):
    t = t.detach().double()
    return dict(shape=list(t.shape), sum=t.sum().item(), magnitude=t.abs().sum().item(), first=t.flatten()[0].item())


def problems(directory, base):
    code = re.search(r"```python\n(.*?)```", (directory / "README.md").read_text(), re.S).group(1)
    assert '"BASE_MODEL"' in code, code
    made = {}
    with contextlib.chdir(directory):
        exec(code.replace('"BASE_MODEL"', repr(str(base))), made)
    model = made["model"].eval()
    tokens = dict(input_ids=torch.tensor([[3, 4, 5]]), attention_mask=torch.ones(1, 3, dtype=torch.long))
    with torch.no_grad():
        head, mixed = model.active_head, next(iter(model(**tokens).values()))
        model.set_active_adapters(None)
        model.active_head = head
        if torch.equal(mixed, next(iter(model(**tokens).values()))):
            yield "the adapter is not active"
    wanted, found = json.loads((directory / "mixture.json").read_text()), {}
    for name, layer in model.named_modules():
        if "mixture" in getattr(layer, "loras", {}):
            lora = layer.loras["mixture"]
            found[re.sub(r"^(bert|roberta)\.", "", name)] = numbers(lora.scaling * lora.lora_B @ lora.lora_A)
    if set(found) != set(wanted):
        yield f"modules {set(found) ^ set(wanted)}"
    for name, w in wanted.items():
        f = found.get(name, {})
        if f.get("shape") != w["shape"] or any(abs(f[k] - w[k]) > 1e-5 * max(1, w["magnitude"]) for k in ("sum", "magnitude", "first")):
            yield f"{name} is {f}, wanted {w}"
    state = model.state_dict()
    heads = {p.parent.name: load_file(p) for p in directory.glob("heads/*/model_head.safetensors")}
    for saved in [load_file(directory / "body/adapter.safetensors")] + [
            {re.sub(r"^heads\.[^.]+\.", f"heads.{domain}.", k): v for k, v in head.items()} for domain, head in heads.items()]:
        for name, tensor in saved.items():
            if name not in state or not torch.equal(state[name].float(), tensor.float()):
                yield f"{name} is not what was saved"


adapters, mixtures, bases = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(tempfile.mkdtemp())
torch.manual_seed(7)
BertModel(BertConfig(**SIZES)).save_pretrained(bases / "bert")
RobertaModel(RobertaConfig(**{**SIZES, "type_vocab_size": 1, "pad_token_id": 1})).save_pretrained(bases / "roberta")
loaded = {}
for directory in sorted(p for p in mixtures.iterdir() if p.is_dir()):
    wrong = list(problems(directory, bases / ("roberta" if "roberta" in directory.name else "bert")))
    print(directory.name, "NOT " + "; ".join(wrong)[:600] if wrong else "loads")
    if not wrong:
        loaded[directory.name] = hashlib.sha256((directory / "body/adapter.safetensors").read_bytes()).hexdigest()
(adapters / "loaded.json").write_text(json.dumps(loaded, indent=1, sort_keys=True) + "\n")
