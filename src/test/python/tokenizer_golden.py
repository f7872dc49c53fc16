"""Writes src/test/resources/tokenizer-golden.json: token ids that the stock fast tokenizer gives.

    python src/test/python/tokenizer_golden.py        # from the project's root; transformers 4.57.6, tokenizers 0.22

Two tokenizers over the sample's vocab.txt: lower-casing, and case-keeping with accents kept.
"""
import json, pathlib

from transformers import BertTokenizerFast

SAMPLE = pathlib.Path("src/sample")
TEXTS = [
    ("in the office paul is painting a wall", None),
    ("In The OFFICE, Paul is painting... a wall!", "paul is in the stadium"),
    ("Ünïcode café naïve résumé Straße ĳ ﬁ", "ＦＵＬＬ width ① ½"),
    ("汉字 and 日本語 mixed with 한국어", None),
    ("tabs\tand\u00a0spaces\u2003and\u200bzero width \u0000\ufffd\u0007 controls", None),
    ("emoji 😀👩‍👩‍👧 and [MASK] [SEP] tokens [UNK]", "[CLS]"),
    ("", None),
    ("only the first of a pair", ""),
    ("", "only the second of a pair"),
    ("supercalifragilisticexpialidocious" * 6, "x"),
    ("don't can't it's o'clock 3.14 1,000 $5 a@b.c", "#hash @user http://a.b/c?d=e&f"),
    ("i̇stanbul İSTANBUL ΑΣΣ σας", None),
    (" ".join(["reading"] * 40), " ".join(["novel"] * 40)),
    (" ".join(["reading"] * 60), "short second text here"),
    ("short first text here", " ".join(["novel"] * 60)),
    (" ".join(["reading"] * 90), None),
]

cases = []
for name, options in (("lower", {"do_lower_case": True}), ("cased", {"do_lower_case": False, "strip_accents": False})):
    tok = BertTokenizerFast(vocab_file=str(SAMPLE / "base" / "vocab.txt"), **options)
    for a, b in TEXTS:
        for length in (16, 63, 64):
            # Lists, as in training: called with two plain strings, the library takes an empty second one for none.
            e = tok([a], None if b is None else [b], truncation="longest_first", max_length=length)
            cases.append({"tokenizer": name, "a": a, "b": b, "max_length": length, "ids": e["input_ids"][0], "types": e["token_type_ids"][0]})
pathlib.Path("src/test/resources/tokenizer-golden.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
print(len(cases), "cases")
