"""The three calls of AWS that a node makes, and no other. /stub/parameter is the parameter's value, /stub/objects/VERSION is
what the bucket has; they are read at each request. What was asked is in /results/aws, one JSON object a line."""
import base64
import json
import os
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


def error(code):
    return 400, json.dumps({"__type": code, "message": f"{code}: said by the stand-in"}).encode(), "application/x-amz-json-1.1"


def parameter(request):
    if set(request) != {"Name"}:
        return error("ValidationException")
    if not os.path.exists("/stub/parameter") or request["Name"] != "/fairlead/dev/node-bundle":
        return error("ParameterNotFound")
    value = {"Parameter": {"Name": request["Name"], "Type": "String", "Value": open("/stub/parameter").read()}}
    return 200, json.dumps(value).encode(), "application/x-amz-json-1.1"


def s3_object(path, query):
    version = dict(parse_qsl(query)).get("versionId", "")
    file = os.path.join("/stub/objects", os.path.basename(version))
    if path != "/bundles-of-dev/node-bundle.tar" or not version or not os.path.isfile(file):
        return 404, b"<Error><Code>NoSuchVersion</Code><Message>said by the stand-in</Message></Error>", "application/xml"
    return 200, open(file, "rb").read(), "application/octet-stream"


class Aws(BaseHTTPRequestHandler):
    def reply(self, service, answer, request):
        status, body, kind = answer
        with open("/results/aws", "a") as log:
            log.write(json.dumps({"service": service, "status": status, "request": request}) + "\n")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if kind.endswith("cbor"):
            self.send_header("smithy-protocol", "rpc-v2-cbor")
        self.end_headers()
        self.wfile.write(body)

    def signed_for(self, service):
        return re.search(rf"Credential=[^/]+/\d+/eu-west-1/{service}/aws4_request", self.headers.get("Authorization", ""))

    def do_GET(self):
        url = urlsplit(self.path)
        if not self.signed_for("s3"):
            return self.reply("s3", (403, b"", "application/xml"), self.path)
        self.reply("s3", s3_object(url.path, url.query), self.path)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = self.headers.get("X-Amz-Target", "")
        if target == "AmazonSSM.GetParameter" and self.signed_for("ssm"):
            request = json.loads(body)
            return self.reply("ssm", parameter(request), request)
        if self.signed_for("monitoring"):
            # JSON, CBOR or a form, as the version of the CLI has it: the test reads what was sent.
            kind = self.headers.get("Content-Type", "")
            answer = b"\xbf\xff" if "cbor" in kind else b"{}" if "json" in kind else b"<PutMetricDataResponse/>"
            return self.reply("cloudwatch", (200, answer, kind), base64.b64encode(body).decode())
        self.reply("unknown", error("UnknownOperationException"), target or self.path)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", 4566), Aws).serve_forever()
