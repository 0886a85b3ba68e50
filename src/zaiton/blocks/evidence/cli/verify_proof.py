"""Check one proof from an evidence log, offline. Python 3.10 or newer is enough; nothing needs to be installed.

    python verify_proof.py PROOF.json [--checkpoint FILE] [--key FILE] [--lang zh|en]

A proof shows that one entry (who did what to what, and when) stands in a log under a signed checkpoint. It holds these things that
must agree, checked in this order:

1. *columns*: each column of the entry, with the salt, gives its digest: SHA-256 over ``<length>:<bytes>,`` of salt, name and value.
2. *leaf*: the digests of all columns together give the leaf.
3. *document* (only in proofs for the parties of a case): the words of the decision. SHA-256 over ``<length>:<bytes>,`` of its parts
   is the hash of the decision, and SHA-256 over ``{"hash":"<hash in hex>"}`` the column after_digest of the entry. Its time, person
   and kind of act are those of the entry.
4. *path*: from H(0x00 || leaf) upwards, joined with each sibling by H(0x01 || left || right), to the root (RFC 6962).
5. *checkpoint*: three lines: name of the log, number of entries, root in base64. The root must be the one of step 4.
6. *signature*: Ed25519 (RFC 8032) by the log's key over these three lines (the format is C2SP signed-note).

Whoever forges a proof can sign it with a key of his own. So the key (--key) or the checkpoint (--checkpoint) must come from elsewhere:
published by the office, kept by a witness. Exit code 0: proved. 1: something was tampered with, and where. 3: whole in itself, but
nothing from elsewhere to compare with. 2: the files cannot be read.
"""

import argparse
import base64
import hashlib
import json
import re
import sys

PROVED, TAMPERED, UNREADABLE, UNVOUCHED = 0, 1, 2, 3
MOST_BYTES, MOST_LEAVES = 16 * 1024 * 1024, 10**18
COLUMNS = ("seq", "at", "actor", "action", "object", "before_digest", "after_digest", "previous", "hash")
PARTS = ("kind_of_document", "previous", "case", "event", "at", "actor", "kind", "step", "data")
WORDS = {
    "document": ("The document was changed: the entry stands for another.", "文书被改动：与记录所指的内容不符。"),
    "apart": (
        "The document and the entry name another {where}: one of the two does not belong here.",
        "文书与记录的“{where}”不一致：二者之一不属于此处。",
    ),
    "columns": ("The entry has not exactly the columns it must have.", "记录的各栏不齐或多出。"),
    "column": ("The column “{where}” was changed.", "“{where}”一栏被改动。"),
    "digest": ("The digest of the column “{where}” was changed.", "“{where}”一栏的摘要被改动。"),
    "salt": ("The salt was changed.", "盐值被改动。"),
    "leaf": ("The leaf was changed: the digests of the columns give another.", "叶值被改动：与各栏摘要得出的不符。"),
    "seq": ("The entry's number and its place in the tree do not agree.", "记录的编号与它在树中的位置不符。"),
    "steps": ("The path has too many or too few steps for this place.", "路径的步数与位置不符。"),
    "sibling": ("Step {where} of the path was changed: its sibling.", "路径第 {where} 步被改动：相邻值。"),
    "node": ("Step {where} of the path was changed: its node.", "路径第 {where} 步被改动：节点值。"),
    "size": ("The number of entries is not the one in the checkpoint.", "记录条数与检查点所载不符。"),
    "root": (
        "The checkpoint was changed: its root is not the one to which the path leads.",
        "检查点被改动：其根值与路径得出的不符。",
    ),
    "note": (
        "The checkpoint was changed: it is no signed checkpoint any more.",
        "检查点被改动：已不是有签名的检查点。",
    ),
    "signature": (
        "The signature does not belong to this checkpoint: one of the two was changed.",
        "签名与检查点不符：二者之一被改动。",
    ),
    "key": ("The checkpoint is not signed with the key given.", "检查点不是用所给的密钥签名的。"),
    "other": ("The checkpoint given is another one than in the proof.", "所给的检查点与证明中的不同。"),
    "path": ("The newer checkpoint does not continue the older one.", "新检查点不是旧检查点的延续。"),
    "proved": (
        "PROVED. The entry stands in the log “{log}” as number {seq} of {size}.",
        "已证实。该记录是日志“{log}”中的第 {seq} 条，共 {size} 条。",
    ),
    "continued": (
        "PROVED. The log “{log}” was only continued, from {seq} to {size} entries.",
        "已证实。日志“{log}”只有续写，从 {seq} 条到 {size} 条。",
    ),
    "unvouched": (
        "WHOLE, BUT NOT PROVED. Everything agrees, but the key comes from the file itself. Get the key or the checkpoint elsewhere and give it with --key or --checkpoint.",
        "文件完整，但尚未证实。各部分相符，但密钥取自文件本身。请从别处取得密钥或检查点，用 --key 或 --checkpoint 给出。",
    ),
    "unreadable": ("This is no proof that can be read: {where}", "无法读取这份证明：{where}"),
}


class Fault(Exception):
    """Where a proof fails: a word of ``WORDS`` and the place."""

    def __init__(self, word, where=""):
        super().__init__(word, where)
        self.word, self.where = word, where


def sha256(data):
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def netstring(data):
    """The bytes behind their length."""
    return b"%d:%s," % (len(data), data)


# --- Ed25519, RFC 8032, section 5.1.7: verification only, on the curve -x^2 + y^2 = 1 + d x^2 y^2 over the field of 2^255 - 19.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    """Sum of two points in extended coordinates (X, Y, Z, T)."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    k, m, n, o = f - e, h - g, h + g, f + e
    return (k * m % P, n * o % P, m * n % P, k * o % P)


def point_times(number, point):
    """A point added to itself so many times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = point_add(total, point)
        point, number = point_add(point, point), number >> 1
    return total


def point_of(data):
    """The point that 32 bytes stand for; None where they stand for none."""
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_holds(public, message, signature):
    """Whether a signature (64 bytes) by a public key (32 bytes) holds over a message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = point_times(s, BASE), point_add(r, point_times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- Signed notes


def read_key(text):
    """Name, key id and the 32 bytes of a key ``name+id+base64``; its id must belong to it."""
    name, key_id, encoded = text.strip().split("+", 2)
    content = base64.b64decode(encoded, validate=True)
    if content[:1] != b"\x01" or len(content) != 33 or sha256(name.encode() + b"\n" + content)[:4].hex() != key_id:
        raise ValueError("key")
    return name, bytes.fromhex(key_id), content[1:]


def read_checkpoint(text):
    """Body, origin, size, root and the signatures of a checkpoint."""
    try:
        body, signed = text.rsplit("\n\n", 1)
        lines = body.split("\n")
        if not re.fullmatch("0|[1-9][0-9]{0,17}", lines[1]) or not signed.endswith("\n"):
            raise ValueError("checkpoint")
        root, signatures = base64.b64decode(lines[2], validate=True), []
        for line in signed[:-1].split("\n"):
            dash, name, encoded = line.split(" ")
            value = base64.b64decode(encoded, validate=True)
            if dash != "—" or base64.b64encode(value).decode() != encoded:
                raise ValueError("signature")
            signatures.append((name, value[:4], value[4:]))
        if len(root) != 32 or base64.b64encode(root).decode() != lines[2]:
            raise ValueError("root")
    except (ValueError, IndexError):
        raise Fault("note") from None
    found = {"origin": lines[0], "size": int(lines[1]), "root": root, "signed": signatures}
    return {"body": (body + "\n").encode(), **found}


def check_signature(checkpoint, keys, word):
    """One of the keys must have signed, under the name of the log; else the fault called ``word``."""
    for name, key_id, public in keys:
        for signer, signer_id, signature in checkpoint["signed"]:
            if (signer, signer_id) == (name, key_id) and name == checkpoint["origin"]:
                if ed25519_holds(public, checkpoint["body"], signature):
                    return
                word = "signature"
    raise Fault(word)


# --- The six steps


def check_leaf(proof):
    """Steps 1 and 2: columns, salt and digests give the leaf; returns its bytes."""
    columns, salt = proof["columns"], bytes.fromhex(proof["salt"])
    if set(columns) != set(COLUMNS) or set(proof["digests"]) != set(COLUMNS):
        raise Fault("columns")
    stated = [bytes.fromhex(proof["digests"][name]) for name in COLUMNS]
    made = [sha256(netstring(salt) + netstring(n.encode()) + netstring(columns[n].encode())) for n in COLUMNS]
    wrong = [name for name, one, other in zip(COLUMNS, stated, made, strict=True) if one != other]
    leaf = bytes.fromhex(proof["leaf"])
    agree = sha256(netstring(b"zaiton-leaf-1") + b"".join(stated)) == leaf
    if len(wrong) == len(COLUMNS):
        raise Fault("salt")
    if wrong:
        raise Fault("column" if agree else "digest", wrong[0])
    if not agree:
        raise Fault("leaf")
    if columns["seq"] != str(proof["index"] + 1):
        raise Fault("seq")
    return leaf


def check_path(proof, leaf):
    """Step 4: the root to which the path leads. The stated nodes only help to say which step was changed."""
    if not 0 <= proof["index"] < proof["size"] <= MOST_LEAVES:
        raise Fault("steps")
    place, last, sides = proof["index"], proof["size"] - 1, []
    while last:
        if place & 1 or place < last:
            sides.append(place & 1)
        place, last = place >> 1, last >> 1
    steps = [(bytes.fromhex(step["sibling"]), bytes.fromhex(step["node"])) for step in proof["path"]]
    if len(steps) != len(sides):
        raise Fault("steps")

    def joined(number, value):
        sibling = steps[number][0]
        return sha256(b"\x01" + (sibling + value if sides[number] else value + sibling))

    value = sha256(b"\x00" + leaf)
    for number, (_, node) in enumerate(steps):
        made = joined(number, value)
        if made != node:
            on = steps[number + 1][1] if number + 1 < len(steps) else read_checkpoint(proof["checkpoint"])["root"]
            onward = joined(number + 1, node) if number + 1 < len(steps) else node
            raise Fault("sibling" if onward == on else "node", number + 1)
        value = made
    return value


def check_document(proof):
    """Step 3: the document is the one whose digest the entry holds, and tells of the same act."""
    parts, columns = proof["document"], proof["columns"]
    made = sha256(b"".join(netstring(part.encode()) for part in parts)).hex()
    if len(parts) != len(PARTS) or sha256(b'{"hash":"%s"}' % made.encode()).hex() != columns["after_digest"]:
        raise Fault("document")
    told = dict(zip(PARTS, parts, strict=True))
    kind = columns["action"].rpartition(".")[2]
    for name, value in (("at", columns["at"]), ("actor", columns["actor"]), ("kind", kind)):
        if told[name] != value:
            raise Fault("apart", name)


def check_entry(proof, keys):
    """All steps for one entry; returns the checkpoint."""
    leaf = check_leaf(proof)
    if "document" in proof:
        check_document(proof)
    root = check_path(proof, leaf)
    checkpoint = read_checkpoint(proof["checkpoint"])
    if checkpoint["size"] != proof["size"]:
        raise Fault("size")
    if checkpoint["root"] != root:
        raise Fault("root")
    check_signature(checkpoint, keys, "key")
    return checkpoint


def check_continuation(proof, keys):
    """That the newer checkpoint only continues the older one, RFC 9162 section 2.1.4.2; returns the newer."""
    old, new = read_checkpoint(proof["old"]), read_checkpoint(proof["checkpoint"])
    check_signature(old, keys, "key")
    check_signature(new, keys, "key")
    path, first, last = [bytes.fromhex(step) for step in proof["path"]], old["size"] - 1, new["size"] - 1
    if not 0 < old["size"] <= new["size"] or old["origin"] != new["origin"]:
        raise Fault("path")
    if old["size"] == new["size"]:
        if path or old["root"] != new["root"]:
            raise Fault("path")
        return new
    steps = path if old["size"] & first else [old["root"]] + path
    while first & 1:
        first, last = first >> 1, last >> 1
    if not steps:
        raise Fault("path")
    before = after = steps[0]
    for sibling in steps[1:]:
        if not last:
            raise Fault("path")
        if first & 1 or first == last:
            before, after = sha256(b"\x01" + sibling + before), sha256(b"\x01" + sibling + after)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            after = sha256(b"\x01" + after + sibling)
        first, last = first >> 1, last >> 1
    if last or before != old["root"] or after != new["root"]:
        raise Fault("path")
    return new


def check(proof, checkpoint=None, keys=None):
    """The exit code, the word and its data for a proof; ``checkpoint`` and ``keys`` are texts that come from elsewhere."""
    try:
        trusted = [read_key(line) for line in keys.splitlines() if line.strip()] if keys is not None else None
        own = [read_key(line) for line in dict.fromkeys(proof["keys"])]
        single = proof["format"] == "zaiton-proof-1"
        if not single and proof["format"] != "zaiton-consistency-1":
            raise ValueError(proof["format"])
        found = (check_entry if single else check_continuation)(proof, own if trusted is None else trusted)
        if checkpoint is not None:
            given = read_checkpoint(checkpoint)
            if given["body"] != found["body"]:
                raise Fault("other")
            check_signature(given, own if trusted is None else trusted, "key")
        if trusted is None and checkpoint is None:
            return UNVOUCHED, "unvouched", {}
        seq = proof["columns"]["seq"] if single else read_checkpoint(proof["old"])["size"]
        return PROVED, "proved" if single else "continued", {"log": found["origin"], "seq": seq, "size": found["size"]}
    except Fault as fault:
        return TAMPERED, fault.word, {"where": fault.where}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        return UNREADABLE, "unreadable", {"where": f"{type(error).__name__}: {error}"}


def sentence(word, data, language):
    """What is said to people."""
    return WORDS[word][1 if language == "zh" else 0].format(**data)


def read_file(name):
    """A file's text, its line ends untouched; refuses one that is far too long for what it should be."""
    with open(name, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES} bytes")
    return content.decode("utf-8")


def read_proof(text):
    """The JSON of a proof; a name that stands twice could show a reader something else than is checked here."""

    def once(pairs):
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice")
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except RecursionError:
        raise ValueError("too deep") from None


def plain(text):
    """A text for a terminal: nothing in it can move the cursor, colour it, or turn the direction of writing."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


def main(arguments=None):
    """Read the files named on the command line, check, say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("proof")
    parser.add_argument("--checkpoint")
    parser.add_argument("--key")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    given = parser.parse_args(arguments)
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        texts = [read_file(name) if name else None for name in (given.proof, given.checkpoint, given.key)]
        proof = read_proof(texts[0])
    except (OSError, ValueError) as error:
        print(plain(sentence("unreadable", {"where": error}, given.lang)))
        return UNREADABLE
    code, word, data = check(proof, texts[1], texts[2])
    print(plain(sentence(word, data, given.lang)))
    if code in (PROVED, UNVOUCHED) and "columns" in proof:
        for name in COLUMNS:
            print(f"  {name}: {plain(proof['columns'][name])}")
        for name, part in zip(PARTS, proof.get("document", ()), strict=False):
            print(f"  document.{name}: {plain(part)}")
    return code


if __name__ == "__main__":
    sys.exit(main())
