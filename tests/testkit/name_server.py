#!/usr/bin/python3
"""A name server for tests: answers TXT questions from its arguments, over UDP on 127.0.0.1.

    name_server.py NAME=TEXT...     several of one NAME are several records; a NAME that is not there has no such name

Prints its port, then serves until its standard input ends. A text that is longer than a record's part may be (255 bytes) is
sent in parts. broken.* is answered SERVFAIL, silent.* never.
"""
import socket
import struct
import sys
import threading

NO_ERROR, SERVER_FAILED, NO_SUCH_NAME = 0, 2, 3
TXT, IN = 16, 1


def name_in(question):
    """The name that is asked for, and where it ends."""
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1:at + 1 + question[at]].decode("ascii").lower())
        at += 1 + question[at]
    return ".".join(labels), at + 1


def record(text):
    data = b"".join(bytes([len(part)]) + part for part in (text[n:n + 255] for n in range(0, len(text), 255)))
    pointer_to_name = 0xC00C
    return struct.pack(">HHHIH", pointer_to_name, TXT, IN, 60, len(data)) + data


def answer(question, texts):
    name, end = name_in(question)
    if name.startswith("silent."):
        return None
    code = SERVER_FAILED if name.startswith("broken.") else NO_ERROR if name in texts else NO_SUCH_NAME
    records = texts.get(name, [])
    is_answer_of_authority, recursion = 0x8400, 0x0180
    head = struct.pack(">HHHHH", is_answer_of_authority | recursion | code, 1, len(records), 0, 0)
    return question[:2] + head + question[12:end + 4] + b"".join(record(text) for text in records)


def main():
    texts = {}
    for word in sys.argv[1:]:
        name, _, text = word.partition("=")
        texts.setdefault(name.lower(), []).append(text.encode())
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve():
        while True:
            question, asker = server.recvfrom(4096)
            if said := answer(question, texts):
                server.sendto(said, asker)

    threading.Thread(target=serve, daemon=True).start()
    print(server.getsockname()[1], flush=True)
    sys.stdin.read()


main()
