"""Conflicts and thresholds by numpy and by Shaker in one run, taking turns.

    ./mvnw -Pbench -q process-test-classes dependency:build-classpath -Dmdep.outputFile=target/bench/classpath -Dbenchmark=None
    python src/test/python/numpy_speed.py [ROUNDS]
    # numpy 2.4.6; JAVA_HOME a JDK 25

numpy runs on one thread, as does Shaker. Both are measured in processor time of their own thread, the best of several runs.
"""
import os, pathlib, re, subprocess, sys, time

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
import numpy as np

PARAMETERS = 3_200_000
REPOSITORY = pathlib.Path(__file__).resolve().parents[3]


def numpy(what):
    best = 1e9
    for _ in range(7):
        start = time.thread_time()
        what()
        best = min(best, time.thread_time() - start)
    return PARAMETERS / best / 1e9


def shaker(benchmark):
    target = REPOSITORY / "target"
    classpath = os.pathsep.join([str(target / "test-classes"), str(target / "classes"), (target / "bench" / "classpath").read_text()])
    out = subprocess.run([str(pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java"), "-cp", classpath, "dev.shaker.bench.Benchmarks",
                          benchmark, "-wi", "2", "-i", "4", "-jvmArgsPrepend", "-Xmx1g"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True).stdout
    return float(re.search(r"RATE \S+ (\S+)", out).group(1))


random = np.random.default_rng(1)
a, b = (random.standard_normal(PARAMETERS, dtype=np.float32) for _ in range(2))
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 2):
    for name, work, benchmark in (("(a*b<0).sum()", lambda: (a * b < 0).sum(), "ConflictBenchmark.conflicts"),
                                  ("percentile(abs(w), 90)", lambda: np.percentile(np.abs(a), 90), "PruningBenchmark.threshold")):
        theirs = numpy(work)
        ours = shaker(benchmark)
        print(f"{name}: numpy {theirs:.3f} Gparam/s, Shaker {ours:.3f} Gparam/s, {ours / theirs:.1f} times", flush=True)
