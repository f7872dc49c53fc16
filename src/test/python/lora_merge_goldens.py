"""Writes lora-merge-goldens.json: merges of LoRA updates by their published definitions, on whole matrices.

    pip install numpy==2.4.6
    python src/test/python/lora_merge_goldens.py src/test/resources/lora-merge-goldens.json

KnOTS (Stoica et al., ICLR 2025), Core Space (Panariello et al., NeurIPS 2025), TSV-Merge (Gargiulo et al., CVPR 2025), Iso-C (Marczak
et al., ICML 2025), Model Stock (Jang et al., ECCV 2024) and LoRA-LEGO (Zhao et al., ICLR 2025), written down from the papers and
computed in double from the updates scale B A themselves: no QR, no bases, no Gram matrices, and for LEGO every way of grouping instead
of k-means. Singular values under a millionth of the largest count as 0. TIES as everywhere here: floor((1 - density) n) are dropped.
"""
import itertools, json, math, sys

import numpy as np

SHAPES = {"encoder.layer.0.attention.self.query": (5, 7), "encoder.layer.0.attention.self.value": (9, 8)}
rng = np.random.default_rng(23)


def member(ranks, alpha, rslora, weight=1.0, shared=None, modules=SHAPES):
    m = dict(alpha=alpha, rslora=rslora, weight=weight, modules={})
    for name, rank in zip(modules, ranks):
        out, width = SHAPES[name]
        a, b = rng.standard_normal((rank, width)), rng.standard_normal((out, rank))
        if shared:
            a, b = 0.4 * a, 0.4 * b
            a[0], b[:, 0] = a[0] + shared[name][0], b[:, 0] + shared[name][1]
        m["modules"][name] = dict(a=a.astype(np.float32).astype(float), b=b.astype(np.float32).astype(float))
    return m


def scale(m, name):
    rank = m["modules"][name]["a"].shape[0]
    return m["alpha"] / (math.sqrt(rank) if m["rslora"] else rank)


def update(m, name):
    if name not in m["modules"]:
        return np.zeros(SHAPES[name])
    f = m["modules"][name]
    return scale(m, name) * f["b"] @ f["a"]


def svd(matrix):
    u, s, vt = np.linalg.svd(matrix, full_matrices=False)
    k = int((s > 1e-6 * s[0]).sum()) if s.size else 0
    return u[:, :k], s[:k], vt[:k]


def ties(vectors, weights, density, lam=1.0):
    """Yadav et al., Alg. 1, on one vector a member."""
    kept = []
    for v in vectors:
        dropped = math.floor(round((1 - density) * v.size, 9))
        threshold = np.sort(np.abs(v))[dropped] if dropped < v.size else np.inf
        kept.append(np.where(np.abs(v) >= threshold, v, 0))
    votes = np.array([w * v for w, v in zip(weights, kept)])
    elected = np.sign(votes.sum(0))
    same = (np.sign(votes) == elected) & (elected != 0)
    shares = np.abs(np.array(weights))[:, None] * same
    return lam * np.divide((votes * same).sum(0), shares.sum(0), out=np.zeros(votes.shape[1]), where=shares.sum(0) > 0)


def mean(matrices, weights):
    total = sum(weights)
    return sum(w * m for w, m in zip(weights, matrices)) / (total if total > 0 else 1)


def tsv(matrices, weights, most):
    us, ss, vs = [], [], []
    for w, m in zip(weights, matrices):
        u, s, vt = svd(w * m)
        us.append(u[:, :most]), ss.append(s[:most]), vs.append(vt[:most])
    u, s, vt = np.hstack(us), np.concatenate(ss), np.vstack(vs)

    def procrustes(x):
        p, _, qt = svd(x)
        if p.shape[1] == x.shape[1]:  # the paper's other form of the same: X (X'X)^-1/2
            values, q = np.linalg.eigh(x.T @ x)
            assert np.allclose(p @ qt, x @ (q / np.sqrt(values)) @ q.T, atol=1e-6)
        return p @ qt

    return procrustes(u) @ np.diag(s) @ procrustes(vt.T).T


def iso(total):
    u, s, vt = svd(total)
    return s.mean() * u @ vt if s.size else total


def share(shape, members):
    return max(1, min(shape) // members)


def stock(matrices, weights):
    n = len(matrices)
    cos = [np.vdot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)) if a.any() and b.any() else 0.0 for a, b in itertools.combinations(matrices, 2)]
    c = max(0.0, sum(cos) / len(cos))
    return n * c / (1 + (n - 1) * c) * mean(matrices, weights)


def lego(members, name, weights, k):
    units, own, ranks = [], [], []
    for m, w in zip(members, weights):
        if name in m["modules"]:
            f, root = m["modules"][name], math.sqrt(scale(m, name))
            for i in range(f["a"].shape[0]):
                units.append(root * np.concatenate([f["a"][i], f["b"][:, i]])), own.append(w)
            ranks.append(f["a"].shape[0])
    units, own = np.array(units), np.array(own)
    k = min(k or max(ranks), len(units))
    best, groups = np.inf, None
    for rest in itertools.product(range(k), repeat=len(units) - 1):
        g = np.array((0,) + rest)
        if len(set(g)) == k:
            inertia = sum(own[g == j] @ ((units[g == j] - np.average(units[g == j], axis=0, weights=own[g == j])) ** 2).sum(1) for j in range(k))
            if inertia < best - 1e-12:
                best, groups = inertia, g
    out, width = SHAPES[name]
    merged = np.zeros((out, width))
    for j in range(k):
        mine, w = units[groups == j], own[groups == j]
        centre = np.average(mine, axis=0, weights=w)
        centre *= np.average(np.abs(mine).max(1), weights=w) / np.abs(centre).max()
        merged += np.outer(centre[width:], centre[:width])
    return math.sqrt(np.mean(ranks) / k) * merged


def knots(members, weights, density):
    spaces = {name: svd(np.hstack([update(m, name) for m in members])) for name in SHAPES}
    vectors = []
    for i in range(len(members)):
        vectors.append(np.concatenate([(s[:, None] * vt[:, i * SHAPES[n][1]:(i + 1) * SHAPES[n][1]]).ravel() for n, (u, s, vt) in spaces.items()]))
    merged, at, found = ties(vectors, weights, density), 0, {}
    for name, (u, s, vt) in spaces.items():
        size = s.size * SHAPES[name][1]
        found[name] = u @ merged[at:at + size].reshape(s.size, -1)
        at += size
    return found


def core(members, name, weights, merge):
    have = [m for m in members if name in m["modules"]]
    u = np.linalg.svd(np.hstack([scale(m, name) * m["modules"][name]["b"] for m in have]), full_matrices=False)[0]
    v = np.linalg.svd(np.vstack([m["modules"][name]["a"] for m in have]), full_matrices=False)[2].T
    cores = [u.T @ update(m, name) @ v for m in members]
    assert all(np.allclose(u @ c @ v.T, update(m, name)) for c, m in zip(cores, members))
    return u @ merge(cores, weights) @ v.T


def core_ties(density):
    return lambda cores, weights: ties([c.ravel() for c in cores], weights, density).reshape(cores[0].shape)


def case(name, members):
    weights = [m["weight"] for m in members]
    d = {n: [update(m, n) for m in members] for n in SHAPES}
    each = lambda f: {n: f(n) for n in SHAPES}
    wanted = {
        "knots ties 0.2": knots(members, weights, 0.2), "knots ties 0.7": knots(members, weights, 0.7),
        "core-space ties 0.5": each(lambda n: core(members, n, weights, core_ties(0.5))),
        "core-space mean": each(lambda n: mean(d[n], weights)),
        "core-space tsv-m": each(lambda n: core(members, n, weights, lambda c, w: tsv(c, w, share(c[0].shape, len(c))))),
        "core-space iso-c": each(lambda n: core(members, n, weights, lambda c, w: iso(sum(x * y for x, y in zip(w, c))))),
        "tsv-m": each(lambda n: tsv(d[n], weights, share(SHAPES[n], len(members)))),
        "iso-c": each(lambda n: iso(sum(w * m for w, m in zip(weights, d[n])))),
    }
    if min(weights) >= 0:
        wanted["model-stock"] = each(lambda n: stock(d[n], weights))
        wanted["lora-lego"] = each(lambda n: lego(members, n, weights, None))
        if not all(m is members[0] for m in members[1:]):  # copies make no three groups
            wanted["lora-lego 3"] = each(lambda n: lego(members, n, weights, 3))
    numbers = lambda x, digits=9: [float(f"{v:.{digits}g}") for v in np.asarray(x).ravel()]
    return dict(name=name, members=[dict(alpha=m["alpha"], rslora=m["rslora"], weight=m["weight"], modules={
        n: dict(rank=f["a"].shape[0], a=numbers(f["a"]), b=numbers(f["b"])) for n, f in m["modules"].items()}) for m in members],
        expected={method: {n: numbers(x, 7) for n, x in by.items()} for method, by in wanted.items()})


def shared():
    return {n: (2 * rng.standard_normal(w), 2 * rng.standard_normal(o)) for n, (o, w) in SHAPES.items()}


one, same = shared(), member((2, 2), 4, False)
cases = [
    case("two of one rank", [member((2, 2), 2, False), member((2, 2), 2, False)]),
    case("ranks and scales differ", [member((1, 2), 8, True), member((3, 1), 16, False), member((2, 2), 4, True)]),
    case("weights, one negative", [member((2, 3), 4, False, 0.5), member((1, 2), 8, True, -1.0), member((2, 1), 2, False, 2.0)]),
    case("one direction in common", [member((2, 2), 2, False, 1.0, one), member((1, 3), 3, True, 2.0, one), member((2, 1), 4, False, 3.0, one)]),
    case("a module that one lacks", [member((2, 2), 2, False, 1.0, one), member((2,), 2, False, 1.0, one, list(SHAPES)[:1])]),
    case("three copies", [same, same, same]),
]
with open(sys.argv[1], "w") as f:
    json.dump(cases, f, separators=(",", ":"))
    f.write("\n")
