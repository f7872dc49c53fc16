"""Writes src/test/resources/tokenizers.zip: small tokenizers of every class that is taken, texts, and what the stock library makes of them.

    HF_HUB_OFFLINE=1 python src/test/python/tokenizers_golden.py  # from the project's root
                                                    # transformers 4.57.6, tokenizers 0.22.2, sentencepiece 0.2.3

texts.jsonl      a few thousand texts: the sample's, and generated ones that are hard to take apart
NAME/            the files of one tokenizer
NAME/ids.crc     CRC-32 (big endian) of the ids of every text, written "1 2 3" with the specials; behind them those of every
                 seventh text with the one before it as a pair, truncated longest first to 24 tokens, specials included
"""
import collections, json, os, pathlib, random, shutil, struct, tempfile, unicodedata, zipfile, zlib

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import sentencepiece as spm
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (AutoTokenizer, BertTokenizerFast, CamembertTokenizerFast, DistilBertTokenizerFast, ElectraTokenizerFast, GPT2TokenizerFast,
                          LlamaTokenizerFast, PreTrainedTokenizerFast, Qwen2TokenizerFast, RobertaTokenizerFast, XLMRobertaTokenizerFast)

OUT = pathlib.Path("src/test/resources/tokenizers.zip")
R = random.Random(7)
SAMPLE = [c for f in sorted(pathlib.Path("src/sample/domains").glob("*/test.tsv")) for line in f.read_text(encoding="utf-8").splitlines()[1:300] for c in line.split("\t")[1:]]
ADDED = ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "<s>", "</s>", "<unk>", "<pad>", "<mask>", "<|endoftext|>", "<|begin_of_text|>", "<|eot_id|>", "<|im_start|>", "<|im_end|>",
         "<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED", "<extra>", "kettle", "New York", "<tool>", "Größe", "ﬁne", "<0x0A>", "##ing", "▁the"]
PIECES = {
    "latin": "The quick brown Fox jumps over; don't can't WON'T it's we'll I'VE they'd naïve café résumé Straße ĳ ﬁ ǅ İstanbul ıstanbul œuvre Ångström ß ẞ".split(" "),
    "combining": ["e\u0301", "a\u0300\u0323", "n\u0303o", "\u0301", "Z\u0351\u036b\u0343a\u0346l\u0343g\u0334o", "\u1112\u1161\u11ab", "\u0915\u094d\u0937", "กำ", "ö", "o\u0308", "\u212b", "K", "ﬃ", "½", "①", "Ⅷ"],
    "emoji": ["😀", "👩‍👩‍👧", "👍🏽", "🏳️‍🌈", "🇩🇪", "❤️", "1️⃣", "👨🏿‍🚒", "\u200d", "\ufe0f", "🫠"],
    "cjk": ["日本語", "汉字", "漢字", "한국어", "ひらがな", "カタカナ", "ｶﾀｶﾅ", "ＦＵＬＬ", "𠀀𠀁", "〇", "，。", "「引用」", "々"],
    "rtl": ["שלום", "עולם", "مرحبا", "العربية", "سَلَام", "\u202babc\u202c", "\u200f", "ﷺ", "لا"],
    "other": ["Привет", "ЁЖИК", "ёжик", "Ωμέγα", "ΑΣΣ", "σας", "हिन्दी", "ไทย", "ქართული", "አማርኛ", "Tiếng", "Việt", "i̇"],
    "digits": ["0", "7", "42", "1999", "3.14", "1,000", "$5.00", "1e-10", "２０２４", "٣٤٥", "12345678901234567890", "0x1F", "4:30pm", "50%"],
    "signs": ["!", "?!", "...", "—", "“x”", "‘y’", "«z»", "#hash", "@user", "http://a.b/c?d=e&f", "a@b.c", "C++", "_under_score_", "a-b-c", "x²", "→", "™", "€", "\\n", "`code`", "~", "^", "|", "<b>", "&amp;", "¿", "`´", "▁", "▁▁", "Ġ", "##", "\u00ad"],
    "controls": ["\0", "\x01", "\x07", "\x1b[0m", "\x7f", "\x80", "\x9f", "\ufffd", "\ufeff", "\u200b", "\u200c", "\u2060", "\ue000", "\U000e0001", "\U0010ffff", "\ufffe", "\u0378"],
}
BLANKS = [" ", " ", " ", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", " \n ", "\r", "\x0b", "\x0c", "\u0085", "\u00a0", "\u2003", "\u2028", "\u2029", "\u3000", "\u1680", "\u202f", ""]


def generated():
    kind = R.random()
    if kind < 0.05:
        return "".join(chr(c) for c in (R.choice([R.randrange(0x20, 0x250), R.randrange(0x250, 0x3000), R.randrange(0x3000, 0xd800), R.randrange(0xe000, 0x30000)]) for _ in range(R.randrange(1, 20))))
    if kind < 0.08:
        return R.choice("aé日😀 \n1.-") * R.choice([2, 3, 17, 99, 100, 101, 130, 400])
    if kind < 0.10:
        return R.choice(["", " ", "\n", "\0", "   ", "\t\n", "\u3000", "\u200b", "'", "'s", " 's", "a\0b", "\r\n\r\n"])
    out = R.choice(["", "", "", " ", "  ", "\n"])
    names = R.sample(list(PIECES), R.randrange(1, 4))
    for _ in range(R.randrange(1, 12)):
        piece = R.choice(ADDED) if R.random() < 0.18 else R.choice(PIECES[R.choice(names)])
        change = R.random()
        out += (piece.upper() if change < 0.06 else piece.lower() if change < 0.12 else unicodedata.normalize("NFD", piece) if change < 0.16 else piece) + R.choice(BLANKS)
    return out


TEXTS = R.sample(SAMPLE, 600) + [R.choice(ADDED) + t + R.choice(ADDED) for t in R.sample(SAMPLE, 60)] + [generated() for _ in range(2340)]
TEXTS = [t for t in TEXTS if t.encode("utf-8", "ignore").decode() == t]
TRAIN = SAMPLE[:1500] + [" ".join(p) for p in PIECES.values() for _ in range(20)] + [" ".join(p).lower() for p in PIECES.values()]
WORK = pathlib.Path(tempfile.mkdtemp())
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def token(content, **switches):
    return {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": False} | switches


def keep(name, tok, change=lambda config: None, drop=(), files={}):
    """Saves a tokenizer, changes its configuration, leaves files out and adds others."""
    where = WORK / name
    tok.save_pretrained(where)
    config = json.loads((where / "tokenizer_config.json").read_text())
    change(config)
    (where / "tokenizer_config.json").write_text(json.dumps(config, indent=1))
    for f in (*drop, *(["vocab.txt"] if "tokenizer.json" not in drop else [])):
        (where / f).unlink(missing_ok=True)
    for f, content in files.items():
        (where / f).write_text(json.dumps(content) if not isinstance(content, str) else content)


def word_pieces(lower):
    """Characters, alone and behind others, the most frequent words and ends of words: the library's trainer gives another vocabulary each time."""
    normalizer, splitter = normalizers.BertNormalizer(lowercase=lower), pre_tokenizers.BertPreTokenizer()
    words = collections.Counter(w for t in TRAIN for w, _ in splitter.pre_tokenize_str(normalizer.normalize_str(t)))
    ends = collections.Counter()
    for w, n in words.items():
        ends.update({"##" + w[i:]: n for i in range(1, len(w) - 1)})
    often = lambda counts: sorted(counts, key=lambda w: (-counts[w], w))
    chars = sorted({c for w in often(words)[:400] for c in w})
    vocab = list(dict.fromkeys(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *chars, *("##" + c for c in chars), *often(words)[:250], *often(ends)]))[:900]
    (WORK / "vocab.txt").write_text("\n".join(vocab) + "\n", encoding="utf-8")
    return str(WORK / "vocab.txt")


def byte_pairs(specials, split=None, prefix=False, normalizer=None, merges=1.0):
    tok = Tokenizer(models.BPE(ignore_merges=split is not None))
    level = pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=split is None)
    tok.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(split), "isolated"), level]) if split else level
    if normalizer:
        tok.normalizer = normalizer
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(TRAIN, trainers.BpeTrainer(vocab_size=700, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=specials, show_progress=False))
    tok.post_processor = processors.ByteLevel(trim_offsets=False)
    return tok


def sentence_pieces(kind, name, **extra):
    where = WORK / name
    spm.SentencePieceTrainer.train(sentence_iterator=iter(t.replace("\0", "") for t in TRAIN), model_prefix=str(where), vocab_size=900, model_type=kind, character_coverage=0.995,
                                   minloglevel=2, hard_vocab_limit=False, **extra)
    return str(where) + ".model"


def stated(config, **values):
    config |= values


lower, cased = word_pieces(True), None
keep("bert-lower", BertTokenizerFast(lower))
keep("bert-overruled", BertTokenizerFast(lower), lambda c: stated(c, do_lower_case=False, strip_accents=True, tokenize_chinese_chars=False))
keep("bert-accents", BertTokenizerFast(lower), lambda c: stated(c, strip_accents=False))
keep("bert-bare", BertTokenizerFast(lower), lambda c: [c.pop(k) for k in list(c) if k not in ("tokenizer_class",)])
keep("electra", ElectraTokenizerFast(lower), lambda c: c["added_tokens_decoder"].update({"899": token("##ing", single_word=True), "900": token("<extra>", lstrip=True, rstrip=True), "901": token("Größe", normalized=True)}))
keep("bert-vocabulary", BertTokenizerFast(lower), lambda c: [c.pop(k) for k in list(c) if k not in ("tokenizer_class", "do_lower_case")], drop=["tokenizer.json"],
     files={"added_tokens.json": {"<extra>": 900, "New York": 901}, "special_tokens_map.json": {"additional_special_tokens": ["<tool>"], "mask_token": token("[MASK]", lstrip=True)}})
keep("distilbert-cased", DistilBertTokenizerFast(word_pieces(False), do_lower_case=False))

(WORK / "roberta-files").mkdir()
byte_pairs(["<s>", "<pad>", "</s>", "<unk>", "<mask>"]).model.save(str(WORK / "roberta-files"))
files = [str(WORK / "roberta-files" / f) for f in ("vocab.json", "merges.txt")]
keep("roberta", RobertaTokenizerFast(*files), drop=["vocab.json", "merges.txt"])
keep("roberta-spaced", RobertaTokenizerFast(*files), lambda c: stated(c, add_prefix_space=True), drop=["vocab.json", "merges.txt"])
keep("roberta-vocabulary", RobertaTokenizerFast(*files), lambda c: [c.pop(k) for k in list(c) if k != "tokenizer_class"], drop=["tokenizer.json"],
     files={"special_tokens_map.json": {}, "added_tokens.json": {"<extra>": 700, "kettle": 701}})
keep("roberta-older", RobertaTokenizerFast(*files), lambda c: c.pop("added_tokens_decoder"), drop=["vocab.json", "merges.txt"],
     files={"added_tokens.json": {"<extra>": 700, "kettle": 701, "<mask>": 4}, "special_tokens_map.json": {"cls_token": "<s>", "additional_special_tokens": ["<tool>", token("New York", rstrip=True)]}})

unigram = sentence_pieces("unigram", "unigram", unk_id=0, bos_id=1, eos_id=2, pad_id=-1)
plain = sentence_pieces("unigram", "plain", unk_id=0, bos_id=1, eos_id=2, pad_id=-1, normalization_rule_name="identity")  # the table of nmt_nfkc is large
keep("xlm-roberta", XLMRobertaTokenizerFast(unigram), drop=["sentencepiece.bpe.model"])
keep("xlm-roberta-added", XLMRobertaTokenizerFast(plain), lambda c: c["added_tokens_decoder"].update({"5000": token("kettle", single_word=True), "5001": token("<extra>", special=True, rstrip=True)}), drop=["sentencepiece.bpe.model"])
keep("camembert", CamembertTokenizerFast(plain), drop=["sentencepiece.bpe.model"])

keep("gpt2", PreTrainedTokenizerFast(tokenizer_object=byte_pairs(["<|endoftext|>"])), lambda c: stated(c, tokenizer_class="GPT2Tokenizer", add_prefix_space=False))
keep("gpt2-older", PreTrainedTokenizerFast(tokenizer_object=byte_pairs(["<|endoftext|>"])), lambda c: (c.pop("added_tokens_decoder"), stated(c, tokenizer_class="GPT2Tokenizer", add_prefix_space=True)),
     files={"added_tokens.json": {"<extra>": 700, "kettle": 701}, "special_tokens_map.json": {"pad_token": "<|im_end|>", "bos_token": token("<|endoftext|>", lstrip=True)}})
llama3 = byte_pairs(["<|begin_of_text|>", "<|eot_id|>"], LLAMA3)
llama3.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(
    single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1", special_tokens=[("<|begin_of_text|>", 0)])])
keep("llama3", PreTrainedTokenizerFast(tokenizer_object=llama3, bos_token="<|begin_of_text|>", eos_token="<|eot_id|>"))
qwen2 = byte_pairs(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], LLAMA3.replace("{1,3}", ""), normalizer=normalizers.NFC())
keep("qwen2", PreTrainedTokenizerFast(tokenizer_object=qwen2, eos_token="<|im_end|>", pad_token="<|endoftext|>"),
     lambda c: (stated(c, tokenizer_class="Qwen2Tokenizer", bos_token=None, additional_special_tokens=["<|im_start|>", "<|im_end|>"]), c["added_tokens_decoder"].update({"5000": token("<tool>"), "5001": token("New York", normalized=True)})))

bpe = sentence_pieces("bpe", "bpe", unk_id=0, bos_id=1, eos_id=2, pad_id=-1, byte_fallback=True, split_digits=True, normalization_rule_name="identity", add_dummy_prefix=True, remove_extra_whitespaces=False)
keep("llama", LlamaTokenizerFast(bpe), drop=["tokenizer.model"])
keep("llama-prepends", LlamaTokenizerFast(bpe, legacy=True), lambda c: (stated(c, add_eos_token=True), c["added_tokens_decoder"].update({"5000": token("<extra>", lstrip=True), "5001": token("kettle", normalized=True)})), drop=["tokenizer.model"])
keep("mistral", LlamaTokenizerFast(bpe, legacy=False), lambda c: (stated(c, add_bos_token=True), c["added_tokens_decoder"].update({"900": token("<tool>", special=True)})), drop=["tokenizer.model"])


def crc(ids):
    return struct.pack(">I", zlib.crc32(" ".join(map(str, ids)).encode()))


def main():
    OUT.unlink(missing_ok=True)
    with zipfile.ZipFile(OUT, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        def put(name, data):
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)

        put("texts.jsonl", "".join(json.dumps(t) + "\n" for t in TEXTS))
        for where in sorted(p for p in WORK.iterdir() if (p / "tokenizer_config.json").exists()):
            tok = AutoTokenizer.from_pretrained(where)
            sums = b"".join(crc(ids) for ids in tok(TEXTS)["input_ids"])
            for i in range(6, len(TEXTS), 7):
                sums += crc(tok([TEXTS[i - 1]], [TEXTS[i]], truncation="longest_first", max_length=24)["input_ids"][0])
            for f in sorted(where.iterdir()):
                put(f"{where.name}/{f.name}", f.read_text(encoding="utf-8"))
            put(f"{where.name}/ids.crc", sums)
            print(where.name, type(tok).__name__, len(tok), "tokens,", len(sums) // 4, "encodings", [f.name for f in where.iterdir()])
    print(len(TEXTS), "texts", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
