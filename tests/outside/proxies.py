"""nginx and HAProxy as docs/operate says, with the ports, paths and names of this test in place of the examples."""

import json
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from installation import ROOT, Folder, free_port, wait_for

EXAMPLES = ROOT / "docs/operate"


def replaced(text, changes):
    for example, ours in changes.items():
        if example not in text:
            raise RuntimeError(f"the example holds no {example!r} any more")
        text = text.replace(example, str(ours))
    return text


class Proxy:
    def __init__(self, port=None):
        self.folder = Folder()
        self.port = port or free_port()
        self.address = f"https://localhost:{self.port}"

    def run(self, *command):
        self.log = self.folder.path / "proxy.log"
        with self.log.open("wb") as log:
            self.program = subprocess.Popen(command, stdout=log, stderr=log)
        wait_for(self.port, self.program, self.log.read_text)
        return self

    def close(self):
        self.program.terminate()
        self.program.wait(60)
        self.folder.close()


class Nginx(Proxy):
    """`part` is the port of the program that serves /courses/; `changes` are mistakes in the example file."""

    needs = shutil.which("nginx", path="/usr/sbin:/usr/bin")

    def start(self, portal, part=9000, changes=None):
        certificate, key = self.folder.certificate()
        example = replaced((EXAMPLES / "nginx.conf").read_text(), changes or {})
        site = replaced(example, {
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "server_name portal.example;": "server_name localhost;",
            "/etc/ssl/portal.example/fullchain.pem": certificate,
            "/etc/ssl/portal.example/privkey.pem": key,
            "http://127.0.0.1:8080": f"http://127.0.0.1:{portal.port}",
            "http://127.0.0.1:9000": f"http://127.0.0.1:{part}",
        })
        courses = site[site.index("  location /courses/ {"):site.rindex("}")]
        site = site[:site.rindex("}")] + courses.replace("/courses/", "/invoices/") + "}\n"
        whole = self.folder.path / "nginx.conf"
        temporary = " ".join(f"{kind}_temp_path {self.folder.path}/{kind};" for kind in
                             ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        whole.write_text(f"user root;\nworker_processes 1;\npid {self.folder.path}/pid;\nevents {{}}\n"
                         f"http {{ access_log off; error_log {self.folder.path}/error.log; {temporary}\n{site}\n}}\n")
        return self.run(self.needs, "-c", str(whole), "-g", "daemon off;", "-e", f"{self.folder.path}/error.log")


class HAProxy(Proxy):
    needs = shutil.which("haproxy", path="/usr/sbin:/usr/bin")

    def start(self, portal, tls=True, journal=None):
        """`journal` is a port to which it says by datagram, after each request, who answered it."""
        certificate, key = self.folder.certificate()
        both = self.folder.path / "all.pem"
        both.write_bytes(certificate.read_bytes() + key.read_bytes())
        config = replaced((EXAMPLES / "haproxy.cfg").read_text(), {
            "  log /dev/log local0\n": "",
            "bind :443 ssl crt /etc/ssl/portal.example/all.pem alpn h2,http/1.1":
                f"bind 127.0.0.1:{self.port}" + (f" ssl crt {both} alpn h2,http/1.1" if tls else ""),
            "hdr Host portal.example": f"hdr Host localhost:{self.port}",
            "127.0.0.1:8080": f"127.0.0.1:{portal.port}",
        })
        if journal:
            config = replaced(config, {
                "global\n  maxconn": f"global\n  log 127.0.0.1:{journal} local0\n  maxconn",
                "  option httplog\n": "",
                "frontend portal\n": 'frontend portal\n  log-format "passed-to %s %ST %ts"\n',
            })
        whole = self.folder.path / "haproxy.cfg"
        whole.write_text(config)
        return self.run(self.needs, "-f", str(whole), "-db")


class PartBehind:
    """A program that serves a part of the portal: answers which request reached it."""

    def __init__(self):
        part = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                part.requests.append(self.path)
                body = json.dumps({"path": self.path, "headers": {n.lower(): v for n, v in self.headers.items()}}).encode()
                self.send_response(part.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.requests, self.status = [], 200
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
