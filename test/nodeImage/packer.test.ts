import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const folder = resolve(__dirname, "../../node-image");

/** Runs Packer, which asks nobody for news and no metadata service for keys. */
function packer(args: readonly string[], cwd: string): { code: number | null; output: string } {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", PACKER_NO_COLOR: "1", AWS_EC2_METADATA_DISABLED: "true" };
  const { status, stdout, stderr, error } = spawnSync("packer", args, { cwd, env, encoding: "utf8" });
  return { code: error ? null : status, output: `${stdout}${stderr}` };
}

/** With which plugin Packer can check the template here, or why it cannot. */
function findPlugin(): "wanted" | "bundled" | { missing: string } {
  const { code, output } = packer(["version"], folder);
  if (code === null) return { missing: "There is no packer on PATH." };
  const [, plugin] = /packer-plugin-amazon_v1\.(\d+\.\d+)/.exec(packer(["plugins", "installed"], folder).output) ?? [];
  if (plugin !== undefined && Number(plugin) >= 2.2) return "wanted";
  // The last Packer that brings the plugin along has 1.2.1 of it, which knows all but imds_support.
  return /v1\.9\./.test(output) ? "bundled" : { missing: "Its plugin is missing: packer init node-image." };
}

const plugin = findPlugin();

describe("Packer, of the template of the node image,", () => {
  let copy = "";

  before(function () {
    if (typeof plugin === "object") {
      console.log(`Packer's own check of the template is skipped. ${plugin.missing}`);
      this.skip();
    }
    copy = mkdtempSync(join(tmpdir(), "fairlead-packer-"));
    cpSync(folder, copy, { recursive: true, filter: (path) => !/\/dist$|\.auto\.pkrvars\.hcl$/.test(path) });
    mkdirSync(join(copy, "dist"));
    writeFileSync(join(copy, "dist/node-bundle.tar"), "");
    if (plugin === "bundled") {
      edit(/ {2}required_plugins \{\n[\s\S]*?\n {2}\}\n/, "");
      edit(/ {2}imds_support .*\n/, "");
    }
  });
  after(() => {
    if (copy !== "") rmSync(copy, { recursive: true });
  });

  function edit(from: RegExp, to: string): void {
    const file = join(copy, "image.pkr.hcl");
    const text = readFileSync(file, "utf8");
    assert.match(text, from);
    writeFileSync(file, text.replace(from, to));
  }

  const validate = (variables: Record<string, string>) =>
    packer(
      ["validate", ...Object.entries(variables).flatMap(([name, value]) => ["-var", `${name}=${value}`]), "."],
      copy,
    );
  const made = { bundle_sha256: "a".repeat(64), git_revision: "b".repeat(40), project: "shop" };

  it("finds it formatted", () => {
    const { code, output } = packer(["fmt", "-check", "-diff", "."], folder);
    assert.equal(code, 0, output);
  });

  it("finds it valid for both processors, with defaults and with all that can be set", () => {
    const possible: readonly Record<string, string>[] = [
      {},
      {
        git_revision: `${"b".repeat(40)}-dirty`,
        region: "us-gov-west-1",
        subnet_id: "subnet-0123456789abcdef0",
        associate_public_ip_address: "true",
        instance_profile: "builder",
        x86_64_instance_type: "m7i-flex.large",
        arm64_instance_type: "c7gn.large",
        volume_gib: "100",
        kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
        name_prefix: "team/node",
        deprecate_after_days: "90",
      },
    ];
    for (const settings of possible) {
      const { code, output } = validate({ ...made, ...settings });
      assert.equal(code, 0, output);
      assert.match(output, /The configuration is valid\./);
    }
    const { output } = packer(["inspect", "."], copy);
    for (const name of ["x86_64", "arm64"]) assert.match(output, new RegExp(`amazon-ebs\\.${name}`));
  });

  it("refuses it before the bundle is there", () => {
    const { code, output } = validate({});
    assert.equal(code, 1);
    assert.match(
      output.replaceAll(/\s+/g, " "),
      /bundle_sha256 must be 64 hexadecimal digits\. Run first: npm run node-bundle\./,
    );
  });

  it("refuses values that are none", () => {
    const wrong = {
      region: "Frankfurt",
      subnet_id: "10.0.0.0/24",
      instance_profile: "arn:aws:iam::123456789012:instance-profile/builder",
      x86_64_instance_type: "large",
      arm64_instance_type: "t3.small",
      volume_gib: "8",
      kms_key_id: "nodes",
      name_prefix: "my nodes",
      project: "my shop",
      deprecate_after_days: "-1",
    };
    const { code, output } = validate({ ...made, ...wrong });
    assert.equal(code, 1);
    for (const name of Object.keys(wrong)) assert.match(output, new RegExp(`The ${name} must`), output);
  });

  it("refuses an argument that the plugin does not know", () => {
    edit(/ {2}ebs_optimized .*\n/, "  ebs_optimised = true\n");
    const { code, output } = validate(made);
    assert.notEqual(code, 0);
    assert.match(output, /ebs_optimised/);
  });
});
