#!/usr/bin/python3
"""Verifies `sallyport audit export` by docs/audit-format.md alone, as an outsider would: it shares no code
with the program, nor any library of cryptography.

    audit_outsider.py FILE [KEY=VERSION:BASE64URL ...]   says what holds; ends with 1 if something does not

Without keys those in the head of the file are believed, which proves only that the file agrees with itself.
"""
import base64
import hashlib
import json
import sys

# Ed25519, RFC 8032 section 5.1: verification only.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def point_of(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = point_of(key), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or scalar >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    left, right = times(scalar, BASE), add(commitment, times(challenge, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# The canonical form.

def canonical(*fields):
    text = b""
    for field in fields:
        field = str(field).encode()
        text += b"%d:%s," % (len(field), field)
    return text


def entry_hash(previous, line):
    return hashlib.sha256(
        b"sallyport audit entry 1\n" + canonical(previous, line["sequence"]) +
        canonical(line["id"], line["position"], line["at"], line["event"], line["actor"], line["account"],
                  line["organisation"], line["contact"], line["detail"], line["request"],
                  line["commitment"])).hexdigest()


def decoded(text):
    """Empty when it is not exactly what an encoder writes: a decoder overlooks letters at the end."""
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return octets if base64.urlsafe_b64encode(octets).decode().rstrip("=") == text else b""


def problems_of(lines, keys=None):
    """What does not hold, as sentences."""
    head = json.loads(lines[0])
    if head.get("kind") != "head" or head.get("format") != "sallyport audit 1":
        return ["this is no export that begins with its head"]
    keys = keys or {int(version): decoded(key) for version, key in head["public_keys"].items()}
    problems = []
    sequence, previous, signed_up_to = head["previous_sequence"], head["previous_hash"], head["previous_sequence"]
    checkpoint = head["previous_checkpoint"]
    for number, text in enumerate(lines[1:], 2):
        line = json.loads(text)
        if line["kind"] == "entry":
            if line["sequence"] != sequence + 1:
                problems.append(f"line {number}: entry {line['sequence']} follows entry {sequence}")
            sequence = line["sequence"]
            if entry_hash(previous, line) != line["hash"]:
                problems.append(f"line {number}: entry {sequence} does not have its hash")
            previous = line["hash"]
            if "salt" in line:
                bound = hashlib.sha256(canonical(line["salt"], line["address"], line["words"])).hexdigest()
                if bound != line["commitment"]:
                    problems.append(f"line {number}: the personal values of entry {sequence} are others")
        elif line["kind"] == "checkpoint":
            if line["number"] != checkpoint + 1:
                problems.append(f"line {number}: checkpoint {line['number']} follows checkpoint {checkpoint}")
            checkpoint = line["number"]
            signed = b"sallyport audit checkpoint 1\n" + canonical(
                line["number"], line["sequence"], line["hash"], line["at"], line["key"])
            if line["key"] not in keys or not is_signed(keys[line["key"]], signed, decoded(line["signature"])):
                problems.append(f"line {number}: checkpoint {line['number']} is not signed by a key we know")
            elif line["sequence"] != sequence or line["hash"] != previous:
                problems.append(f"line {number}: checkpoint {line['number']} is about another log")
            else:
                signed_up_to = sequence
        else:
            problems.append(f"line {number}: unknown kind")
    if signed_up_to != sequence:
        problems.append(f"entries {signed_up_to + 1} to {sequence} are not signed")
    return problems


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = file.read().splitlines()
    keys = dict(argument.split(":", 1) for argument in sys.argv[2:])
    found = problems_of(lines, {int(version): decoded(key) for version, key in keys.items()})
    for problem in found:
        print(problem)
    if not found:
        print(f"{len(lines) - 1} lines hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
