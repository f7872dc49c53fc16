"""Writes similarity-goldens.json: what numpy makes of pairs of LoRA updates by forming the whole products.

    python similarity_goldens.py src/test/resources/similarity-goldens.json

numpy 2.x, Python 3. Cosine, norms, effective rank, principal angles, overlaps and shared energies follow their definitions over
scale*B@A in float64 (SVD of the product); Shaker gets the same numbers from r x r Gram matrices without it.
"""
import json
import sys

import numpy as np

rng = np.random.default_rng(7)
ROUNDING = 1e-6


def update(out, inner, rank, scale, base=None, mix=0.0):
    a = rng.standard_normal((rank, inner)).astype(np.float32)
    b = rng.standard_normal((out, rank)).astype(np.float32)
    if base is not None:  # shares a part of another's directions
        k = min(rank, base["a"].shape[0])
        a[:k] = (mix * base["a"][:k] + (1 - mix) * a[:k]).astype(np.float32)
        b[:, :k] = (mix * base["b"][:, :k] + (1 - mix) * b[:, :k]).astype(np.float32)
    return {"a": a, "b": b, "scale": scale}


def decomposed(x):
    w = x["scale"] * (x["b"].astype(np.float64) @ x["a"].astype(np.float64))
    u, s, v = np.linalg.svd(w, full_matrices=False)
    keep = (s > 0) & (s >= ROUNDING * s[0])
    return w, u[:, keep], s[keep], v[keep]


def angles(x, y):
    c = np.linalg.svd(x, compute_uv=False) if y is None else np.linalg.svd(x.T @ y, compute_uv=False)
    return np.sort(np.arccos(np.clip(c, 0, 1)))


def measures(pairs):
    """Of modules as one block-diagonal update each."""
    inner = 0.0; sa = []; sb = []; ca = []; ra = []; shared = [0.0, 0.0]; cols = rows = 0.0
    for x, y in pairs:
        wx, ux, sx, vx = decomposed(x); wy, uy, sy, vy = decomposed(y)
        inner += float((wx * wy).sum()); sa += list(sx); sb += list(sy)
        if len(sx) and len(sy):
            c, r = angles(ux, uy), angles(vx.T, vy.T)
            ca += list(c); ra += list(r); cols += float((np.cos(c) ** 2).sum()); rows += float((np.cos(r) ** 2).sum())
            shared[0] += float(((uy @ uy.T @ wx @ vy.T @ vy) ** 2).sum())
            shared[1] += float(((ux @ ux.T @ wy @ vx.T @ vx) ** 2).sum())
    sa, sb = np.array(sa), np.array(sb); ea, eb = float((sa ** 2).sum()), float((sb ** 2).sum())

    def effective(s):
        p = s ** 2 / (s ** 2).sum() if len(s) else s
        return float(np.exp(-(p * np.log(p)).sum())) if len(s) else 0.0
    k = min(len(sa), len(sb))
    pad = lambda xs: sorted([float(v) for v in xs] + [np.pi / 2] * (k - len(xs)))
    result = {"normA": ea ** .5, "normB": eb ** .5, "rankA": len(sa), "rankB": len(sb), "effectiveRankA": effective(sa),
              "effectiveRankB": effective(sb), "columnAngles": pad(ca), "rowAngles": pad(ra)}
    if ea and eb:
        result |= {"cosine": inner / (ea * eb) ** .5, "columnOverlap": cols / k, "rowOverlap": rows / k,
                   "sharedEnergyA": shared[0] / ea, "sharedEnergyB": shared[1] / eb}
    return result


def tell(x):
    return {"rank": x["a"].shape[0], "scale": x["scale"], "a": [float(v) for v in x["a"].ravel()],
            "b": [float(v) for v in x["b"].ravel()]}


cases = []
for name, out, inner, ra, rb, scale_a, scale_b, mix in (
        ("strangers", 11, 9, 3, 3, 2.0, 2.0, 0.0), ("kin", 12, 10, 4, 4, 2.0, 0.5, 0.7), ("ranks differ", 9, 13, 2, 5, 1.0, -1.5, 0.6),
        ("opposed", 8, 8, 2, 2, 1.0, -1.0, 0.999), ("wide ranks", 6, 5, 4, 4, 0.25, 4.0, 0.3), ("same", 7, 6, 3, 3, 1.0, 3.0, 1.0)):
    a = update(out, inner, ra, scale_a)
    b = update(out, inner, rb, scale_b, a, mix)
    cases.append((name, out, inner, [(a, b)]))
short = update(10, 8, 3, 1.0)  # its A has two equal rows: rank 2
short["a"][2] = short["a"][1]
cases.append(("a factor short of rank", 10, 8, [(short, update(10, 8, 3, 1.0, short, 0.5))]))
dead = update(10, 8, 2, 1.0)
dead["b"][:] = 0
cases.append(("one does nothing", 10, 8, [(dead, update(10, 8, 2, 1.0))]))
first = update(10, 8, 3, 1.0); second = update(10, 8, 2, 2.0)
cases.append(("two modules", 10, 8, [(first, update(10, 8, 3, 1.0, first, 0.5)), (second, update(10, 8, 4, 1.0, second, 0.9))]))
with open(sys.argv[1], "w") as f:
    json.dump([{"name": name, "out": out, "in": inner,
                "modules": [{"a": tell(x), "b": tell(y), "measures": measures([(x, y)])} for x, y in pairs],
                "total": measures(pairs)} for name, out, inner, pairs in cases], f)
