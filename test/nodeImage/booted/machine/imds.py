"""Instance metadata of a node: version 2 only, so that nothing is told without a token. /stub/metadata.json has what it says,
by path; it is read at each request, so that tags can change. What was asked is in /results/imds."""
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "a-token-of-this-node"


class Metadata(BaseHTTPRequestHandler):
    def answer(self, status, body=""):
        with open("/results/imds", "a") as log:
            log.write(f"{status} {self.command} {self.path}\n")
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def do_PUT(self):
        good = self.path == "/latest/api/token" and self.headers.get("X-aws-ec2-metadata-token-ttl-seconds", "").isdigit()
        self.answer(200, TOKEN) if good else self.answer(400)

    def do_GET(self):
        if self.headers.get("X-aws-ec2-metadata-token") != TOKEN:
            return self.answer(401)
        with open("/stub/metadata.json") as file:
            metadata = json.load(file)
        path = self.path.removeprefix("/latest/meta-data/")
        tags = [key.removeprefix("tags/instance/") for key in metadata if key.startswith("tags/instance/")]
        if tags:
            metadata["tags/instance"] = "\n".join(tags)
        self.answer(200, metadata[path]) if path in metadata else self.answer(404)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("169.254.169.254", 80), Metadata).serve_forever()
