"""Words of labels by the stock library's loop and by Shaker, taking turns in one run on the same cores.

    ./mvnw -q test-compile dependency:build-classpath -Dmdep.outputFile=target/bench/classpath
    SHAKER_DECODER=… SHAKER_DECODER_BASE=… python src/test/python/decoder_speed.py ROWS THREADS DOMAIN...
    # torch, transformers 4.57.6, peft 0.21.2; JAVA_HOME a JDK 25; cc

SHAKER_DECODER holds lora/, domains/ and expected.json, SHAKER_DECODER_BASE the model. The stock library's loop takes a row at a time, its
labels as one batch of prompt and continuation, in inference mode. What both measure begins after two rows, tokenising
included. Right answers are compared before rates are printed. Where the processor is AMD's, the stock library runs again with the fast
paths of MKL that Shaker's launcher turns on (mkl-on-amd.c).
"""
import json, os, pathlib, subprocess, sys, time

import sweep_speed

DECODER, BASE = pathlib.Path(os.environ["SHAKER_DECODER"]), os.environ["SHAKER_DECODER_BASE"]


def stock(limit, threads, domains):
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    torch.set_num_threads(threads)
    tok = AutoTokenizer.from_pretrained(BASE)
    labels = json.loads((DECODER / "expected.json").read_text())["labels"]

    @torch.inference_mode()
    def measure(model, words, rows):
        right = 0
        for y, text in rows:
            prompt = tok(text + "\nLabel:")["input_ids"]
            whole = [tok(text + "\nLabel: " + w)["input_ids"] for w in words]
            n = max(map(len, whole))
            ids = torch.tensor([x + [tok.eos_token_id] * (n - len(x)) for x in whole])
            mask = torch.tensor([[1] * len(x) + [0] * (n - len(x)) for x in whole])
            lp = model(input_ids=ids, attention_mask=mask).logits[:, len(prompt) - 1:].log_softmax(-1)
            scores = [float(sum(lp[k, i - len(prompt), x[i]] for i in range(len(prompt), len(x)))) for k, x in enumerate(whole)]
            right += max(range(len(scores)), key=scores.__getitem__) == y
        return right

    for domain in domains:
        model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(BASE, dtype=torch.float32), DECODER / "lora" / domain).eval()
        lines = (DECODER / "domains" / domain / "test.tsv").read_text(encoding="utf-8").split("\n")[1:-1]
        rows = [(int(a), b) for a, b in (line.split("\t")[:2] for line in lines)][:limit]
        measure(model, labels[domain], rows[:2])
        begin, cpu = time.perf_counter(), time.process_time()
        right = measure(model, labels[domain], rows)
        print(json.dumps({"domain": domain, "rows": len(rows), "correct": right, "seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu}))


def shaker(limit, threads, domains):
    target = sweep_speed.REPOSITORY / "target"
    classpath = os.pathsep.join([str(target / "test-classes"), str(target / "classes"), (target / "bench" / "classpath").read_text()])
    return child([str(pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java"), "-Xmx1g", "-XX:+UseSerialGC", "-Dai.djl.offline=true",
                  "--enable-native-access=ALL-UNNAMED", "-cp", classpath, "dev.shaker.djl.DecoderSpeed", str(limit), str(threads), *domains],
                 sweep_speed.mended() | sweep_speed.MALLOC)


def child(command, environment):
    out = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def main():
    if sys.argv[1] == "--stock":
        return stock(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    limit, threads, domains = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    loop = lambda domain, environment: child([sys.executable, __file__, "--stock", str(limit), str(threads), domain], environment)
    for domain in domains:
        [ours] = shaker(limit, threads, [domain])
        results = {"Shaker": ours, "stock": loop(domain, dict(os.environ))[0]}
        if sweep_speed.amd():
            results["stock, MKL mended"] = loop(domain, sweep_speed.mended())[0]
        for name, result in results.items():
            assert result["rows"] == ours["rows"] and abs(result["correct"] - ours["correct"]) <= 1, (result, ours)
            print(f"{domain}, {name}: {result['rows'] / result['seconds']:.2f} rows/s by the clock, {result['rows'] / result['cpu']:.2f} rows/s of one "
                  f"core, {result['correct']} of {result['rows']} right", flush=True)
        for name, result in results.items():
            if name != "Shaker":
                print(f"RATE {domain}, Shaker : {name} = {result['seconds'] / ours['seconds']:.2f} by the clock, {result['cpu'] / ours['cpu']:.2f} in processor time", flush=True)


if __name__ == "__main__":
    main()
