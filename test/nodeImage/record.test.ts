import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { packNodeBundle } from "../../node-image/bundle";

const root = resolve(__dirname, "../..");

describe("what is written down about an image", () => {
  let work = "";
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), "fairlead-record-"));
  });
  afterEach(() => rmSync(work, { recursive: true }));

  const build = (run: string, id: string) => ({
    name: "arm64",
    packer_run_uuid: run,
    artifact_id: `eu-central-1:${id}`,
    custom_data: { git_revision: "b".repeat(40), source_image: "ami-0a" },
  });

  /** Runs it where Packer does, with an EC2 that takes tags. */
  async function record(manifest: object, version: string) {
    const asked: URLSearchParams[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (data) => {
        body += data;
      });
      request.on("end", () => {
        asked.push(new URLSearchParams(body));
        response.setHeader("content-type", "text/xml");
        response.end("<CreateTagsResponse><requestId>1</requestId><return>true</return></CreateTagsResponse>");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const [manifestFile, versionFile] = [join(work, "manifest.json"), join(work, "version")];
    writeFileSync(manifestFile, JSON.stringify(manifest));
    writeFileSync(versionFile, version);
    try {
      const args = ["--require", "tsx/cjs", "node-image/record.ts", manifestFile, versionFile];
      const env = {
        PATH: process.env.PATH,
        HOME: work,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      };
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
      return { stdout, asked, manifest: JSON.parse(readFileSync(manifestFile, "utf8")) };
    } finally {
      server.close();
    }
  }

  it("is the agent's version too, in the manifest of the last run and in the image's tags", async () => {
    const first = build("1", "ami-0aaa");
    const { stdout, asked, manifest } = await record(
      { builds: [first, build("2", "ami-0bbb")], last_run_uuid: "2" },
      "1.102.0\n",
    );
    assert.deepEqual(manifest.builds[0], first);
    assert.deepEqual(manifest.builds[1].custom_data, { ...first.custom_data, ecs_agent_version: "1.102.0" });
    assert.equal(manifest.last_run_uuid, "2");
    const [call] = asked;
    assert.equal(asked.length, 1);
    assert.deepEqual(
      ["Action", "ResourceId.1", "Tag.1.Key", "Tag.1.Value"].map((name) => call?.get(name)),
      ["CreateTags", "ami-0bbb", "fairlead:ecs-agent-version", "1.102.0"],
    );
    assert.match(stdout, /^ami-0bbb in eu-central-1, ECS agent 1\.102\.0\./);
  });

  for (const [title, manifest, version, message] of [
    [
      "no version of an agent",
      { builds: [build("1", "ami-0a")], last_run_uuid: "1" },
      "oops",
      /has no version of the ECS agent: oops/,
    ],
    [
      "no image of the last run",
      { builds: [build("1", "ami-0a")], last_run_uuid: "2" },
      "1.2.3",
      /has no image of its last run/,
    ],
  ] as [string, object, string, RegExp][]) {
    it(`fails in one line when there is ${title}`, async () => {
      await assert.rejects(record(manifest, version), ({ stderr }: { stderr: string }) => {
        assert.match(stderr, /^The image is there, but not recorded: .*\n$/);
        assert.match(stderr, message);
        return true;
      });
    });
  }

  it("is which bundle it has: the one that environments upload, with its checksum for Packer", async () => {
    await promisify(execFile)("npm", ["run", "--silent", "node-bundle"], { cwd: root });
    const tar = readFileSync(join(root, "node-image/dist/node-bundle.tar"));
    const { tar: packed, sha256 } = await packNodeBundle();
    assert.ok(tar.equals(packed));
    assert.equal(createHash("sha256").update(tar).digest("hex"), sha256);
    const variables = readFileSync(join(root, "node-image/bundle.auto.pkrvars.hcl"), "utf8");
    assert.match(
      variables,
      new RegExp(`^bundle_sha256 = "${sha256}"\ngit_revision {2}= "[0-9a-f]{40}(-dirty)?"\nproject {7}= "fairlead"\n$`),
    );
  });
});
