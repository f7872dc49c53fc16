"""A small evaluation server with vLLM's interface, on transformers and PEFT: what tests ask instead of vLLM, which needs a GPU.

    python src/test/python/served_model.py --model src/test/resources/decoders/llama/base --name tiny-llama --port 0
                                                      # torch, transformers 4.57, peft 0.21; prints "listening PORT" when it serves

POST /v1/load_lora_adapter    {lora_name, lora_path}        adapters with a score head go into …ForSequenceClassification
POST /v1/unload_lora_adapter  {lora_name}
POST /v1/completions          {model, prompt, prompt_logprobs}   prompt: a text, ids, or lists of those; one token is generated
POST /classify                {model, input, use_activation}
POST /tokenize                {model, prompt, add_special_tokens}
GET  /v1/models, /version, /health

Statuses and messages are vLLM's as far as a client tells them apart. Like vLLM it knows one rank and one scale of an adapter: one with
rank_pattern or alpha_pattern is refused here, where vLLM would compute something else. --family F puts random weights of a family of
families.py in place of the model's own, whose tokenizer stays. --record FILE writes every exchange as a line of
JSON, adapters named by the SHA-256 of their weights: src/test/resources/served/answers.jsonl.gz was made so (ServedModelTest).
"""
import argparse, hashlib, json, os, pathlib, tempfile, threading

os.environ.setdefault("HF_HUB_OFFLINE", "1")
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import peft, torch, transformers
from peft import PeftConfig, PeftModel
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer


class Refused(Exception):
    def __init__(self, status, message, kind="BadRequestError"):
        super().__init__(message)
        self.status, self.kind = status, kind


class Served:
    """One base model, its tokenizer, and the adapters inside; one forward pass at a time."""

    def __init__(self, path, family, name, max_len, max_rank):
        self.name, self.max_rank = name, max_rank
        self.tokenizer = AutoTokenizer.from_pretrained(path)
        self.path = self.random(family) if family else path
        self.base = AutoModelForCausalLM.from_pretrained(self.path, dtype=torch.float32, attn_implementation="eager").eval()
        self.max_len = max_len or self.base.config.max_position_embeddings
        self.adapters, self.lock = {}, threading.Lock()

    def random(self, family):
        from families import config
        torch.manual_seed(7)
        shape = config(family)
        shape.vocab_size, shape.max_position_embeddings = 304, 64
        path = tempfile.mkdtemp()
        AutoModelForCausalLM.from_config(shape).save_pretrained(path)
        return path

    def load(self, name, path):
        if not name or not path:
            raise Refused(400, "Both 'lora_name' and 'lora_path' must be provided.", "InvalidUserInput")
        if name in self.adapters:
            raise Refused(400, f"The lora adapter '{name}' has already been loaded.", "InvalidUserInput")
        directory = pathlib.Path(path)
        if not (directory / "adapter_config.json").is_file():
            raise Refused(404, f"Loading lora {name} failed: No adapter found for {path}", "NotFoundError")
        config = PeftConfig.from_pretrained(path)
        if config.peft_type != "LORA" or config.use_dora or config.rank_pattern or config.alpha_pattern:
            raise Refused(500, "only LoRA of one rank and one scale is loaded", "InternalServerError")
        if config.r > self.max_rank:
            raise Refused(500, f"LoRA rank {config.r} is greater than max_lora_rank {self.max_rank}.", "InternalServerError")
        weights = directory / "adapter_model.safetensors"
        with safe_open(weights, "pt") as tensors:
            heads = [tensors.get_slice(key).get_shape()[0] for key in tensors.keys() if key.endswith("score.weight")]
        # A model for each adapter: tiny ones are loaded in no time, and none can leak into another.
        kind = AutoModelForSequenceClassification if heads else AutoModelForCausalLM
        labels = {"num_labels": heads[0]} if heads else {}
        model = kind.from_pretrained(self.path, dtype=torch.float32, attn_implementation="eager", **labels)
        try:
            model = PeftModel.from_pretrained(model, path).eval()
        except (ValueError, RuntimeError, KeyError) as e:
            raise Refused(500, str(e), "InternalServerError")
        self.adapters[name] = model, bool(heads), hashlib.sha256(weights.read_bytes()).hexdigest()

    def unload(self, name):
        if name not in self.adapters:
            raise Refused(404, f"The lora adapter '{name}' cannot be found.", "NotFoundError")
        del self.adapters[name]

    def model(self, name, head):
        if name == self.name and not head:
            return self.base
        if name not in self.adapters:
            raise Refused(404, f"The model `{name}` does not exist.", "NotFoundError")
        model, has_head, _ = self.adapters[name]
        if has_head != head:
            raise Refused(400, f"The model does not support {'Classification' if head else 'Completions'} API")
        return model

    def sequences(self, prompt):
        """A text, ids, or a list of either, as lists of ids."""
        if isinstance(prompt, str):
            return [self.tokenizer(prompt)["input_ids"]]
        if prompt and all(isinstance(token, int) for token in prompt):
            return [prompt]
        return [self.tokenizer(one)["input_ids"] if isinstance(one, str) else one for one in prompt]

    @torch.no_grad()
    def complete(self, body):
        model, top = self.model(body.get("model") or self.name, False), body.get("prompt_logprobs")
        choices = []
        for index, ids in enumerate(self.sequences(body["prompt"])):
            if len(ids) + max(1, body.get("max_tokens", 16)) > self.max_len:
                raise Refused(400, f"This model's maximum context length is {self.max_len} tokens. However, you requested {len(ids)} tokens.")
            if not ids or max(ids) >= self.base.config.vocab_size:
                raise Refused(400, f"Token id {max(ids, default=0)} is out of vocabulary")
            with self.lock:
                logits = model(input_ids=torch.tensor([ids])).logits[0].float()
            found = None
            if top is not None:
                found = [None] + [self.place(row, token, top) for row, token in zip(logits.log_softmax(-1), ids[1:])]
            choices.append({"index": index, "text": self.tokenizer.decode(logits[-1].argmax()), "logprobs": None, "finish_reason": "length",
                            "stop_reason": None, "prompt_logprobs": found})
        return {"id": "cmpl-0", "object": "text_completion", "created": 0, "model": body.get("model"), "choices": choices}

    def place(self, row, token, top):
        """The token's own logarithm and those of the likeliest, as vLLM has them: by id."""
        wanted = [token] + [t for t in row.topk(top).indices.tolist() if t != token] if top else [token]
        return {str(t): {"logprob": row[t].item(), "rank": int((row > row[t]).sum()) + 1, "decoded_token": self.tokenizer.decode(t)} for t in wanted}

    @torch.no_grad()
    def classify(self, body):
        model, data = self.model(body.get("model"), True), []
        for index, ids in enumerate(self.sequences(body["input"])):
            with self.lock:
                logits = model(input_ids=torch.tensor([ids])).logits[0].float()
            values = logits if body.get("use_activation") is False else logits.softmax(-1)
            data.append({"index": index, "label": f"LABEL_{int(values.argmax())}", "probs": values.tolist(), "num_classes": len(values)})
        return {"id": "classify-0", "object": "list", "created": 0, "model": body.get("model"), "data": data}

    def tokenize(self, body):
        tokens = self.tokenizer(body["prompt"], add_special_tokens=body.get("add_special_tokens", True))["input_ids"]
        return {"count": len(tokens), "max_model_len": self.max_len, "tokens": tokens, "token_strs": None}

    def models(self):
        card = {"object": "model", "created": 0, "owned_by": "transformers", "max_model_len": None, "parent": None}
        return {"object": "list", "data": [{"id": self.name, **card, "root": self.name, "max_model_len": self.max_len}]
                + [{"id": name, **card, "root": name, "parent": self.name} for name in self.adapters]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        answers = {"/health": lambda: "", "/version": lambda: {"version": transformers.__version__}, "/v1/models": self.served.models}
        self.answer({}, answers.get(self.path))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answers = {"/v1/load_lora_adapter": lambda: self.served.load(body.get("lora_name"), body.get("lora_path")) or "Success",
                   "/v1/unload_lora_adapter": lambda: self.served.unload(body.get("lora_name")) or "Success",
                   "/v1/completions": lambda: self.served.complete(body), "/classify": lambda: self.served.classify(body),
                   "/tokenize": lambda: self.served.tokenize(body)}
        self.answer(body, answers.get(self.path))

    def answer(self, body, work):
        weights = self.digest(body)
        try:
            status, content = (200, work()) if work else (404, {"detail": "Not Found"})
        except Refused as e:
            status, content = e.status, {"error": {"message": str(e), "type": e.kind, "param": None, "code": e.status}}
        except Exception as e:  # what vLLM's engine raises is 500, too
            status, content = 500, {"error": {"message": repr(e), "type": "InternalServerError", "param": None, "code": 500}}
        text = (content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).encode()
        if self.record and self.path in ("/v1/completions", "/classify", "/tokenize") and status == 200:
            with self.recording:
                self.record.write(json.dumps({"path": self.path, "adapter": weights, "ask": {k: v for k, v in body.items() if k != "model"},
                                              "answer": {k: v for k, v in content.items() if k != "model"}}, ensure_ascii=False) + "\n")
                self.record.flush()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(content, str) else "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def digest(self, body):
        known = self.served.adapters.get(body.get("model"))
        return known[2] if known else ""


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--model", required=True)
    args.add_argument("--family")
    args.add_argument("--name", required=True)
    args.add_argument("--port", type=int, default=8000)
    args.add_argument("--max-model-len", type=int)
    args.add_argument("--max-lora-rank", type=int, default=16)
    args.add_argument("--record")
    args = args.parse_args()
    torch.set_num_threads(1)
    Handler.served = Served(args.model, args.family, args.name, args.max_model_len, args.max_lora_rank)
    Handler.record = open(args.record, "w", encoding="utf-8") if args.record else None
    Handler.recording = threading.Lock()
    server = ThreadingHTTPServer(("127.0.0.1", args.port), Handler)
    print("listening", server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
