#!/usr/bin/python3
"""A mail server for tests: takes emails into a folder, and refuses by the recipient's name.

    mail_server.py FOLDER [--port N] [--encryption none|starttls|tls] [--certificate PEM --key PEM]
                   [--user NAME --password WORD] [--greeting REPLY]

Prints the port it listens on (127.0.0.1), then serves until its standard input ends. Each email becomes
FOLDER/NNNN.eml, as it came over the wire, with NNNN.from and NNNN.to beside it.

    unknown@…  550 5.1.1 at RCPT            spam@…   554 5.7.1 after the content
    later@…    451 4.7.1 at RCPT            full@…   452 4.2.2 after the content
    closing@…  421 4.3.2 at RCPT            cut@…    disconnects in the middle of the content
    slow@…     never answers RCPT           gone@…   disconnects at RCPT
    nobody@…   as sender: 550 5.7.1 at MAIL
"""
import argparse
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

AT_RECIPIENT = {
    "unknown": "550 5.1.1 No such person here",
    "later": "451 4.7.1 Greylisted, try again in five minutes",
    "closing": "421 4.3.2 Going down for maintenance",
}
AFTER_CONTENT = {
    "spam": "554 5.7.1 This looks like spam",
    "full": "452 4.2.2 Mailbox full",
}


class Handler:
    def __init__(self, folder):
        self.folder = folder
        self.number = sum(name.endswith(".eml") for name in os.listdir(folder))  # of a server before

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.7.1 Not allowed to send as that address"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "slow":
            await asyncio.sleep(3600)
        if name == "gone":
            server.transport.abort()
        if name == "cut":
            asyncio.get_running_loop().call_later(0.05, server.transport.abort)
        if name in AT_RECIPIENT:
            return AT_RECIPIENT[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "cut":
            await asyncio.sleep(3600)
        if name in AFTER_CONTENT:
            return AFTER_CONTENT[name]
        self.number += 1
        base = os.path.join(self.folder, f"{self.number:04}")
        for ending, text in (("from", envelope.mail_from), ("to", " ".join(envelope.rcpt_tos))):
            with open(f"{base}.{ending}", "w", encoding="ascii") as file:
                file.write(text)
        with open(f"{base}.new", "wb") as file:
            file.write(envelope.original_content)
        os.rename(f"{base}.new", f"{base}.eml")
        return "250 2.0.0 Taken"


class Refusing(asyncio.Protocol):
    """Says one thing and hangs up."""

    def __init__(self, greeting):
        self.greeting = greeting

    def connection_made(self, transport):
        transport.write(self.greeting.encode() + b"\r\n")
        transport.close()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--encryption", choices=("none", "starttls", "tls"), default="none")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--greeting")
    words = parser.parse_args()

    context = None
    if words.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(words.certificate, words.key)

    def authenticate(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (words.user.encode(), words.password.encode())
        return AuthResult(success=right, handled=False)

    handler = Handler(words.folder)

    def protocol():
        if words.greeting:
            return Refusing(words.greeting)
        return SMTP(handler, hostname="mail.test", ident="mail server for tests",
                    tls_context=context if words.encryption == "starttls" else None,
                    authenticator=authenticate if words.user else None,
                    auth_required=bool(words.user), auth_require_tls=words.encryption == "starttls")

    server = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", words.port, reuse_address=True,
        ssl=context if words.encryption == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # whoever sleeps above need not wake up


asyncio.run(main())
