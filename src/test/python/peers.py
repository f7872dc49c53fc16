"""Merging 13 adapters of RoBERTa-large from files to files: the stock libraries and Shaker, one after the other, in one run.

    ./mvnw -Pbench -q test-compile dependency:build-classpath -Dmdep.outputFile=target/bench/classpath
    python src/test/python/peers.py WORK_DIRECTORY [ROUNDS [mean|concat|ties|svd …]]
    # torch 2.7.1, transformers 4.57.6, adapters 1.3.0, peft 0.21.2, safetensors 0.8.0; JAVA_HOME a JDK 25

Before anything is timed, a first run of each of Shaker's merges leaves a cache of linked classes beside the data (JEP 514), as
Python has its compiled files from earlier runs; its class path is a jar for that. The JVM compiles an eighth as eagerly as it
does for servers (CompileThresholdScaling): a process of a second gains nothing from most of what it compiles, and a compiler's
memory is never given back. Serial collector, 12 MB of heap, one malloc arena.

Each merge is a process of its own: its wall time, processor time and peak resident memory are the operating system's figures
(wait4). The stock libraries need the model in memory before they can merge, as every user of them does; their own merge,
without imports, model, loading and saving, is printed as `merge`. Shaker reads, names (SHA-256), merges, writes and reads
everything back. This process itself stays small, because a child's peak starts with its parent's. Results are compared before times are printed. Adapters and base model are made in WORK_DIRECTORY (3 GB),
seeded. The last row is Shaker alone: 100 adapters under -Xmx256m.
"""
import json, os, pathlib, shutil, subprocess, sys, time

COUNT, LAYERS, HIDDEN, BOTTLENECK, RANK = 13, 24, 1024, 64, 8
REPOSITORY = pathlib.Path(__file__).resolve().parents[3]


def make(work):
    import numpy as np
    import torch
    from safetensors.numpy import save_file
    from transformers import RobertaConfig, RobertaModel

    base = work / "base"
    if not (base / "model.safetensors").exists():
        torch.manual_seed(0)
        RobertaModel(RobertaConfig(vocab_size=50265, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=16,
                                   intermediate_size=4096, max_position_embeddings=514, type_vocab_size=1)).save_pretrained(base)
    sample = REPOSITORY / "src" / "sample"
    for i in range(100):
        name, random = f"d{i:02}", np.random.default_rng(i)
        normal = lambda *shape: (random.standard_normal(shape, dtype=np.float32) * np.float32(0.02))
        out = work / "pfeiffer" / name
        if not (out / "adapter_config.json").exists():
            out.mkdir(parents=True, exist_ok=True)
            tensors = {}
            for layer in range(LAYERS):
                module = f"roberta.encoder.layer.{layer}.output.adapters.{name}."
                tensors |= {module + "adapter_down.0.weight": normal(BOTTLENECK, HIDDEN), module + "adapter_down.0.bias": normal(BOTTLENECK),
                            module + "adapter_up.weight": normal(HIDDEN, BOTTLENECK), module + "adapter_up.bias": normal(HIDDEN)}
            save_file(tensors, out / "adapter.safetensors")
            save_file({f"heads.{name}.1.weight": normal(HIDDEN, HIDDEN), f"heads.{name}.1.bias": normal(HIDDEN),
                       f"heads.{name}.4.weight": normal(2, HIDDEN), f"heads.{name}.4.bias": normal(2)}, out / "model_head.safetensors")
            for file in ("head_config.json", "adapter_config.json"):
                config = json.loads((sample / "pfeiffer" / "nli" / file).read_text())
                config |= {"hidden_size": HIDDEN, "model_class": "RobertaAdapterModel", "model_name": "base", "model_type": "roberta", "name": name}
                if file == "head_config.json":
                    config["config"] |= {"label2id": {"no": 0, "yes": 1}, "num_labels": 2}
                else:
                    config["config"]["reduction_factor"] = HIDDEN // BOTTLENECK
                (out / file).write_text(json.dumps(config))
        out = work / "lora" / name
        if i < COUNT and not (out / "adapter_config.json").exists():
            out.mkdir(parents=True, exist_ok=True)
            tensors = {}
            for layer in range(LAYERS):
                for target in ("query", "value"):
                    module = f"base_model.model.encoder.layer.{layer}.attention.self.{target}.lora_"
                    tensors |= {module + "A.weight": normal(RANK, HIDDEN), module + "B.weight": normal(HIDDEN, RANK)}
            save_file(tensors, out / "adapter_model.safetensors", {"format": "pt"})
            config = json.loads((sample / "lora" / "nli" / "adapter_config.json").read_text())
            config |= {"task_type": "FEATURE_EXTRACTION", "modules_to_save": None, "r": RANK, "lora_alpha": 2 * RANK, "base_model_name_or_path": str(base)}
            (out / "adapter_config.json").write_text(json.dumps(config))


def peer(method, work, out):
    """Runs inside a process of its own."""
    names = [f"d{i:02}" for i in range(COUNT)]
    if method == "mean":
        import adapters

        model = adapters.AutoAdapterModel.from_pretrained(work / "base")
        for name in names:
            model.load_adapter(str(work / "pfeiffer" / name), load_as=name, use_safetensors=True)
        start = time.time()
        model.average_adapter("mixed", names, weights=[1 / COUNT] * COUNT)
        print(f"merge {time.time() - start:.3f}")
        model.save_adapter(str(out), "mixed", with_head=False, use_safetensors=True)
    else:
        from peft import PeftModel
        from transformers import AutoModel

        model = PeftModel.from_pretrained(AutoModel.from_pretrained(work / "base"), str(work / "lora" / names[0]), adapter_name=names[0])
        for name in names[1:]:
            model.load_adapter(str(work / "lora" / name), adapter_name=name)
        options = {"concat": dict(combination_type="cat", weights=[1 / COUNT] * COUNT), "ties": dict(combination_type="ties", density=0.25, weights=[1.0] * COUNT),
                   "svd": dict(combination_type="svd", svd_rank=RANK, weights=[1 / COUNT] * COUNT)}[method]
        start = time.time()
        model.add_weighted_adapter(names, adapter_name="mixed", **options)
        print(f"merge {time.time() - start:.3f}")
        model.save_pretrained(str(out), selected_adapters=["mixed"])


def jars(work):
    """Shaker's classes and LocalMerge as one jar: a class cache takes no directories."""
    jar, staged = work / "merge.jar", work / "classes"
    shutil.rmtree(staged, ignore_errors=True)
    for room in ("error", "tensor", "adapter", "fsd", "mixture"):
        shutil.copytree(REPOSITORY / "target" / "classes" / "dev" / "shaker" / room, staged / "dev" / "shaker" / room)
    merge = list((REPOSITORY / "target" / "test-classes" / "dev" / "shaker" / "mixture").glob("LocalMerge*.class"))
    if not merge:
        raise SystemExit("LocalMerge is not compiled: see this file's first lines")
    for file in merge:
        shutil.copy(file, staged / "dev" / "shaker" / "mixture")
    subprocess.run([pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "jar", "cf", str(jar), "-C", str(staged), "."], check=True)


def shaker(method, work, out, count=COUNT, heap="12m", cache="-XX:AOTCache"):
    request = {"mean": {"method": "mean"}, "concat": {"method": "concat"}, "ties": {"method": "ties", "density": 0.25, "scope": "layer"}, "svd": {"method": "svd", "rank": RANK}}[method]
    classpath = os.pathsep.join([str(work / "merge.jar"), *(p for p in (REPOSITORY / "target" / "bench" / "classpath").read_text().split(os.pathsep)
                                                            if any(j in pathlib.Path(p).name for j in ("jackson-", "jspecify", "ejml")))])
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java"
    kind = "pfeiffer" if method == "mean" else "lora"
    return [str(java), f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:CompileThresholdScaling=8", f"{cache}={work / method}.aot", "-cp", classpath, "dev.shaker.mixture.LocalMerge", "2", json.dumps({"merge": request}),
            str(out), *(str(work / kind / f"d{i:02}") for i in range(count))]


def measured(command, out):
    shutil.rmtree(out, ignore_errors=True)
    start = time.time()
    environment = os.environ | ({} if command[0] == sys.executable else {"MALLOC_ARENA_MAX": "1"})
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.time() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text.strip().replace("\n", " ")


def compare(method, theirs, ours):
    """The two results as functions: tensors for the mean, updates scale * B A of some modules for LoRA."""
    import numpy as np
    from safetensors.numpy import load_file

    if method == "mean":
        a, b = load_file(theirs / "adapter.safetensors"), load_file(ours / "body" / "adapter.safetensors")
        b = {k.replace(".mixture.", ".mixed."): v for k, v in b.items()}
        assert a.keys() == b.keys()
        return max(float(np.abs(a[k] - b[k]).max()) for k in a)
    if (theirs / "mixed").exists():
        theirs = theirs / "mixed"

    def update(directory, module):
        config, tensors = json.loads((directory / "adapter_config.json").read_text()), load_file(directory / "adapter_model.safetensors")
        a, b = (tensors[f"base_model.model.encoder.layer.{module}.lora_{f}.weight"].astype(np.float64) for f in "AB")
        return (config["alpha_pattern"].get(module, config["lora_alpha"]) / a.shape[0]) * (b @ a)

    worst = 0
    for module in ("0.attention.self.query", "23.attention.self.value"):
        a, b = update(theirs, module), update(ours, module)
        worst = max(worst, float(np.abs(a - b).max() / np.abs(a).max()))
    return worst


def main(work, rounds, methods):
    subprocess.run([sys.executable, __file__, "--make", str(work)], check=True)
    jars(work)
    for method in methods:
        measured(shaker(method, work, work / "ours", heap="64m", cache="-XX:AOTCacheOutput"), work / "ours")
    rows = {}
    for _ in range(rounds):
        for method in methods:
            theirs, ours = work / "theirs", work / "ours"
            t = measured([sys.executable, __file__, "--peer", method, str(work), str(theirs)], theirs)
            s = measured(shaker(method, work, ours), ours)
            difference = float(subprocess.run([sys.executable, __file__, "--compare", method, str(theirs), str(ours)], check=True, stdout=subprocess.PIPE).stdout)
            assert difference < 1e-4, (method, difference)
            rows.setdefault(method, []).append((t, s))
            print(f"{method}: stock {t[0]:.2f} s ({t[1]:.2f} s of processor, {t[2]:.0f} MB, {t[3]}), Shaker {s[0]:.2f} s ({s[1]:.2f} s of processor, "
                  f"{s[2]:.0f} MB, {s[3]}), results differ by {difference:.1e}", flush=True)
    for method, runs in rows.items():
        best = [min(r[who][what] for r in runs) for who in (0, 1) for what in (0, 1, 2)]
        merge = min(float(r[0][3].split("merge ")[1].split()[0]) for r in runs)
        print(f"RATIO {method}: whole process {best[0] / best[3]:.1f} times faster ({best[0]:.2f} s : {best[3]:.2f} s), processor {best[1] / best[4]:.1f} times less, "
              f"memory 1/{best[2] / best[5]:.1f} ({best[2]:.0f} MB : {best[5]:.0f} MB); their merge alone {merge:.2f} s")
    if "mean" not in methods:
        return
    wall, processor, memory, text = measured(shaker("mean", work, work / "ours", 100, "256m"), work / "ours")
    print(f"100 adapters under -Xmx256m: {wall:.2f} s, {processor:.2f} s of processor, {memory:.0f} MB resident, {text}")


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(pathlib.Path(sys.argv[2]))
    elif sys.argv[1] == "--compare":
        print(compare(sys.argv[2], *map(pathlib.Path, sys.argv[3:])))
    elif sys.argv[1] == "--peer":
        peer(sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4]))
    else:
        main(pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 1, sys.argv[3:] or ["mean", "concat", "ties", "svd"])
