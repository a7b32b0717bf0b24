import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { needs } from "../support/needs";

const program = join(__dirname, "../../node-image/files/usr/libexec/fairlead/bundle-reference");

const sound = { format: 1, bucket: "bundles-of-dev", key: "node-bundle.tar", version: "v1", sha256: "0f".repeat(32) };

/** What the program makes of the value of a parameter. */
function read(value: unknown): { status: number | null; parts: string[]; error: string } {
  const input = typeof value === "string" ? value : JSON.stringify(value);
  const { status, stdout, stderr } = spawnSync("python3", [program], { input, encoding: "utf8" });
  return { status, parts: stdout.split("\n").filter(Boolean), error: stderr };
}

describe("the reference to a bundle, as a node reads it,", () => {
  needs("python3", "Reading references to bundles is");

  const versions = {
    "of today": "L4kqtJlcpXroDTDmpUMLUo_abc.DEF",
    "with the signs that AWS shows in its pages": "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo=",
    "that a bucket had before it kept versions": "null",
  };
  for (const [which, version] of Object.entries(versions)) {
    it(`names a version ${which}`, () => {
      assert.deepEqual(read({ ...sound, version }).parts, [sound.bucket, sound.key, version, sound.sha256]);
    });
  }

  const wrong: Record<string, unknown> = {
    "no JSON": "bundle",
    "no object": [sound],
    "a format that the image does not know": { ...sound, format: 2 },
    "a version that a command would take for an option": { ...sound, version: "--debug" },
    "a version of two lines": { ...sound, version: "v1\nv2" },
    "a version of two words": { ...sound, version: "v1 --debug" },
    "no version": { ...sound, version: undefined },
    "a key that a command would take for an option": { ...sound, key: "--debug" },
    "a checksum that is none": { ...sound, sha256: "0f" },
    "a bucket with a path": { ...sound, bucket: "../other" },
  };
  for (const [what, value] of Object.entries(wrong)) {
    it(`is refused in one line when it is ${what}`, () => {
      const { status, parts, error } = read(value);
      assert.deepEqual({ status, parts, lines: error.trim().split("\n").length }, { status: 1, parts: [], lines: 1 });
    });
  }
});
