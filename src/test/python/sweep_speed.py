"""A sweep by the stock AdapterHub library and by Shaker, taking turns in one run on the same cores.

    ./mvnw -q test-compile dependency:build-classpath -Dmdep.outputFile=target/bench/classpath
    HF_HUB_OFFLINE=1 python src/test/python/sweep_speed.py SPACE DOMAINS_DIRECTORY ROWS MAX_LENGTH SUBSETS [ROUNDS]
    # torch 2.7.1, transformers 4.57.6, adapters 1.3.0; JAVA_HOME a JDK 25; cc

    … SPACE DOMAINS_DIRECTORY ROWS MAX_LENGTH all|upto:SIZE [float16]      # Shaker alone

SUBSETS subsets of the space's Pfeiffer adapters are drawn, seeded, of all sizes alike; each is averaged and evaluated on the rows
of each of its members. The stock library: average_adapter, batches of 64 sorted by their length in tokens, tokenised once before the
clock starts, inference mode, a process of one thread for each core. Shaker: one process, as a worker runs it, on all cores. What both
measure begins after one subset. Right answers are compared before rates are printed. The stock library runs as it is installed and,
where the processor is AMD's, again with the fast paths of MKL that Shaker's launcher and image turn on (mkl-on-amd.c). Of several
rounds the one with the least processor time counts, for each.
"""
import concurrent.futures, gzip, json, os, pathlib, random, subprocess, sys, time

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
METHOD = "pfeiffer"
# As in the launcher.
MALLOC = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "268435456", "MALLOC_TOP_PAD_": "16777216"}


def stock(space, domains, limit, max_length, masks):
    import torch
    from adapters import BertAdapterModel
    from safetensors.torch import load_file
    from transformers import BertConfig, BertTokenizerFast

    torch.set_num_threads(1)
    tok = BertTokenizerFast.from_pretrained(space / "base")
    model = BertAdapterModel(BertConfig.from_pretrained(space / "base"))
    model.bert.load_state_dict({k: v.float() for k, v in load_file(space / "base" / "model.safetensors").items()}, strict=False)
    names = sorted(p.name for p in (space / METHOD).iterdir() if p.is_dir())
    for n in names:
        model.load_adapter(str(space / METHOD / n), load_as=n, with_head=True, use_safetensors=True)
    model.eval()

    def batches(domain):
        p = domains / domain / "test.tsv"
        with (open(p, encoding="utf-8", newline="") if p.exists() else gzip.open(str(p) + ".gz", "rt", encoding="utf-8", newline="")) as f:
            next(f)
            test = [(int(a[0]), a[1], a[2] if len(a) > 2 else "") for a in (l.rstrip("\n").split("\t") for l in f)][:limit]
        pair = any(b for _, _, b in test)
        encode = lambda rows: tok([a for _, a, _ in rows], [b for _, _, b in rows] if pair else None, truncation="longest_first",
                                  max_length=max_length, padding=len(rows) > 1, return_tensors="pt")
        test.sort(key=lambda r: encode([r]).input_ids.shape[1])
        parts = [test[i:i + 64] for i in range(0, len(test), 64)]
        return [(encode(part), torch.tensor([label for label, _, _ in part])) for part in parts]

    @torch.inference_mode()
    def run(mask):
        members = [n for i, n in enumerate(names) if mask >> i & 1]
        model.average_adapter("mixed", members, weights=[1 / len(members)] * len(members))
        rows = correct = 0
        for domain in members:
            model.set_active_adapters("mixed")
            model.active_head = domain
            for encoded, labels in ready[domain]:
                correct += int((model(**encoded).logits.argmax(-1) == labels).sum())
                rows += len(labels)
        model.delete_adapter("mixed")
        return len(members), rows, correct

    ready = {n: batches(n) for n in names}
    run((1 << len(names)) - 1)
    start, cpu = time.time(), time.process_time()
    done = [run(mask) for mask in masks]
    print(json.dumps({"subsets": len(masks), "evaluations": sum(d[0] for d in done), "rows": sum(d[1] for d in done),
                      "correct": sum(d[2] for d in done), "seconds": time.time() - start, "cpu": time.process_time() - cpu}))


def amd():
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    return cpuinfo.exists() and "AuthenticAMD" in cpuinfo.read_text()


def mended():
    """MKL as Shaker's launcher and image have it."""
    environment = dict(os.environ)
    if amd():
        library = REPOSITORY / "target" / "bench" / "mkl-on-amd.so"
        if not library.exists():
            subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(REPOSITORY / "src/main/docker/mkl-on-amd.c")], check=True)
        environment["LD_PRELOAD"] = str(library)
    return environment


def side_by_side(work, masks, environment):
    """The stock library on every core: as many processes as there are, subsets dealt out by size."""
    cores, masks = os.cpu_count(), sorted(masks, key=int.bit_count)
    command = [sys.executable, __file__, "--stock", *work]
    with concurrent.futures.ThreadPoolExecutor(cores) as pool:
        parts = list(pool.map(lambda core: child([*command, *map(str, masks[core::cores])], environment), range(cores)))
    return {key: (max if key == "seconds" else sum)(part[key] for part in parts) for key in parts[0]}


def child(command, environment):
    out = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    return json.loads([line for line in out.splitlines() if line.startswith("{")][-1])


def shaker(space, domains, limit, max_length, subsets, threads=0, precision="float32"):
    target = REPOSITORY / "target"
    classpath = os.pathsep.join([str(target / "test-classes"), str(target / "classes"), (target / "bench" / "classpath").read_text()])
    return child([str(pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java"), "-Xmx768m", "-XX:+UseSerialGC", "-Dai.djl.offline=true",
                  "--enable-native-access=ALL-UNNAMED", "-cp", classpath, "dev.shaker.djl.SweepSpeed", str(space), str(domains), METHOD,
                  str(limit), str(max_length), str(threads), precision, *map(str, subsets)], mended() | MALLOC)


def main():
    if sys.argv[1] == "--stock":
        return stock(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), list(map(int, sys.argv[6:])))
    work = sys.argv[1:5]
    if not sys.argv[5].isdecimal():
        result = shaker(*work, [sys.argv[5]], precision=sys.argv[6] if len(sys.argv) > 6 else "float32")
        return print(f"Shaker: {result['subsets']} mixtures, {result['evaluations']} evaluations, {result['rows']} rows in {result['seconds']:.0f} s: "
                     f"{result['subsets'] / result['seconds']:.1f} mixtures/s, {result['rows'] / result['seconds']:.0f} rows/s by the clock, "
                     f"{result['rows'] / result['cpu']:.0f} rows/s of one core, {result['correct']} right")
    members = sum(p.is_dir() for p in (pathlib.Path(work[0]) / METHOD).iterdir())
    draw = random.Random(1)
    masks = list(dict.fromkeys(sum(1 << i for i in draw.sample(range(members), 1 + n * members // int(sys.argv[5]))) for n in range(int(sys.argv[5]))))
    contenders = {"Shaker": lambda: shaker(*work, masks), "stock": lambda: side_by_side(work, masks, dict(os.environ))}
    if amd():
        contenders["stock, MKL mended"] = lambda: side_by_side(work, masks, mended())
    best = {}
    for _ in range(int(sys.argv[6]) if len(sys.argv) > 6 else 1):
        for name, contender in contenders.items():
            result = contender()
            print(name, result, file=sys.stderr)
            if name not in best or result["cpu"] < best[name]["cpu"]:
                best[name] = result
    ours = best["Shaker"]
    for name, result in best.items():
        assert (result["evaluations"], result["rows"]) == (ours["evaluations"], ours["rows"]), (result, ours)
        # A row that stands between two classes may fall to either side by the last bit.
        assert abs(result["correct"] - ours["correct"]) <= max(2, ours["rows"] // 2000), (result, ours)
        print(f"{name}: {result['rows'] / result['cpu']:.0f} rows/s of one core, {result['rows'] / result['seconds']:.0f} rows/s and "
              f"{result['subsets'] / result['seconds']:.2f} mixtures/s by the clock, {result['correct']} of {result['rows']} right")
    for name, result in best.items():
        if name != "Shaker":
            print(f"RATE Shaker : {name} = {result['seconds'] / ours['seconds']:.2f} by the clock on all cores, {result['cpu'] / ours['cpu']:.2f} in processor time")


if __name__ == "__main__":
    main()
