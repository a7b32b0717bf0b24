import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "@cdktf/hcl2json";

const folder = resolve(__dirname, "../../node-image");
const template = readFileSync(join(folder, "image.pkr.hcl"), "utf8");
const variables = readFileSync(join(folder, "variables.pkr.hcl"), "utf8");

/** How an expression stands in the parser's tree. */
const ref = (name: string) => `\${${name}}`;

/** What a template gets wrong that matters. */
async function findings(text: string): Promise<string[]> {
  // biome-ignore lint/suspicious/noExplicitAny: the tree of a parser that knows no schema
  const { source, build, locals, packer }: any = await parse("image.pkr.hcl", text);
  const [node] = source["amazon-ebs"].node;
  const [{ "post-processors": after, ...made }] = build;
  const builds = made.source["source.amazon-ebs.node"];
  const [{ tags }] = locals;
  const found: string[] = [];
  const must = (what: string, holds: boolean) => holds || found.push(what);

  for (const disk of node.launch_block_device_mappings) {
    must("disks are encrypted", disk.encrypted === true);
    must("disks are gp3", disk.volume_type === "gp3");
    must("disks go with the builder", disk.delete_on_termination === true);
    must("a key of one's own is taken", disk.kms_key_id === ref("var.kms_key_id"));
  }
  must("the root disk is Amazon's", node.launch_block_device_mappings[0].device_name === "/dev/xvda");
  const [metadata] = node.metadata_options;
  must("the builder has IMDSv2 only", metadata.http_tokens === "required");
  must("the builder's metadata goes one hop", metadata.http_put_response_hop_limit === 1);
  must("nodes have IMDSv2 only", node.imds_support === "v2.0");
  must(
    "Packer's plugin knows imds_support",
    /^>= 1\.(2\.[2-9]|[3-9])/.test(packer[0].required_plugins[0].amazon.version),
  );

  must("Packer comes by Session Manager", node.ssh_interface === "session_manager");
  const openings = /security_group|ssh_host|\b22\b|0\.0\.0\.0/;
  must("no port is open", !openings.test(JSON.stringify([node, builds])));
  const statements = node.temporary_iam_instance_profile_policy_document.flatMap(
    (it: { Statement: object[] }) => it.Statement,
  );
  const actions = statements.flatMap((it: { Action: string[] }) => it.Action);
  must(
    "the builder has no rights but Session Manager's",
    actions.every((it: string) => /^ssm(messages)?:[A-Z]\w+$/.test(it)),
  );
  must("the builder reads no parameters", !actions.some((it: string) => /Parameter|Document|Command/.test(it)));
  must("the agent is masked before it starts", /^#cloud-config\nbootcmd:\n.*mask.*ecs\.service/.test(node.user_data));
  must("a builder that is stopped is gone", node.shutdown_behavior === "terminate");
  must("there are no keys in it", !/access_key|secret_key|token *=|password/i.test(text));

  must(
    "it is built for both processors",
    builds
      .map((it: { name: string }) => it.name)
      .sort()
      .join() === "arm64,x86_64",
  );
  for (const { name, instance_type, source_ami_filter, ami_name } of builds) {
    const [{ owners, most_recent, filters }] = source_ami_filter;
    must(`${name}: the image is Amazon's`, owners.join() === "amazon");
    must(`${name}: it is the latest`, most_recent === true);
    must(`${name}: it is the one for ECS`, filters.name === `al2023-ami-ecs-hvm-2023.0.*-kernel-6.1-${name}`);
    must(`${name}: it is for the processor`, filters.architecture === name);
    must(`${name}: the builder is of the processor`, instance_type === ref(`var.${name}_instance_type`));
    must(`${name}: the name says so, and when`, ami_name.includes(`-${name}-`) && ami_name.endsWith(ref("local.name")));
  }

  const [{ "post-processor": posts }] = after;
  const [{ output, custom_data }] = posts.manifest;
  must("each build has a manifest of its own", output.includes(ref("source.name")));
  const keys = ["architecture", "git_revision", "node_bundle", "source_image", "source_image_name"];
  must(
    "the manifest says what the image is made of",
    keys.every((key) => custom_data?.[key] !== undefined),
  );
  must("the manifest is completed", posts["shell-local"]?.[0].inline.join().includes("record.ts"));
  const known = ["git-revision", "node-bundle", "node-image", "source-image", "source-image-name"];
  must(
    "the image says what it is made of",
    known.every((key) => tags[`fairlead:${key}`] !== undefined),
  );
  must("the image is its project's", tags["fairlead:node-image"] === ref("var.project"));
  must("the image has its tags", node.tags === ref("local.tags") && node.run_tags !== undefined);

  // The parser sorts blocks by kind; their order is that of the text.
  const steps = text.split(/^ {2}provisioner /m).slice(1);
  const at = (part: string) => steps.findIndex((step) => step.includes(part));
  must("installing comes after what it needs", at("node-bundle.tar") >= 0 && at("node-bundle.tar") < at("install.sh"));
  must(
    "installing is told the bundle's checksum",
    steps[at("install.sh")]?.includes(`BUNDLE_SHA256=${ref("var.bundle_sha256")}`) === true,
  );
  must("the clean-up is last", at("cleanup.sh") === steps.length - 1 && at("install.sh") < at("cleanup.sh"));
  must("and the check behind it", /cleanup\.sh",[^\]]*check\.sh"\]/.test(steps.at(-1) ?? ""));
  return found;
}

/** A template that gets something wrong: what is exchanged, for what, and what is found then. */
const WRONG: readonly (readonly [string | RegExp, string, string])[] = [
  [/encrypted +=.*\n/, "", "disks are encrypted"],
  ['"gp3"', '"gp2"', "disks are gp3"],
  [/delete_on_termination +=.*\n/, "", "disks go with the builder"],
  [/kms_key_id +=.*\n/, "", "a key of one's own is taken"],
  ['"/dev/xvda"', '"/dev/xvdb"', "the root disk is Amazon's"],
  [/http_tokens +=.*\n/, 'http_tokens = "optional"\n', "the builder has IMDSv2 only"],
  ["hop_limit = 1", "hop_limit = 2", "the builder's metadata goes one hop"],
  [/imds_support +=.*\n/, "", "nodes have IMDSv2 only"],
  ['">= 1.2.2"', '">= 1.2.1"', "Packer's plugin knows imds_support"],
  ['"session_manager"', '"public_ip"', "Packer comes by Session Manager"],
  ["shutdown_behavior", 'security_group_ids = ["sg-1"]\n  shutdown_behavior', "no port is open"],
  [
    "shutdown_behavior",
    'temporary_security_group_source_cidrs = ["10.0.0.0/8"]\n  shutdown_behavior',
    "no port is open",
  ],
  [
    '"ssm:UpdateInstanceInformation"',
    '"ecs:RegisterContainerInstance"',
    "the builder has no rights but Session Manager's",
  ],
  ['"ssm:UpdateInstanceInformation"', '"ssm:*"', "the builder has no rights but Session Manager's"],
  ['"ssm:UpdateInstanceInformation"', '"ssm:GetParameter"', "the builder reads no parameters"],
  [/\[systemctl, mask.*\]/, "[id]", "the agent is masked before it starts"],
  ['"terminate"', '"stop"', "a builder that is stopped is gone"],
  ["shutdown_behavior", 'secret_key = "x"\n  shutdown_behavior', "there are no keys in it"],
  ['name            = "arm64"', 'name            = "arm"', "it is built for both processors"],
  ['owners      = ["amazon"]', 'owners      = ["self"]', "x86_64: the image is Amazon's"],
  ["most_recent = true", "most_recent = false", "x86_64: it is the latest"],
  ["al2023-ami-ecs-hvm-2023.0.*-kernel-6.1-x86_64", "al2023-ami-ecs-*", "x86_64: it is the one for ECS"],
  [/architecture +="? *"arm64"/, 'architecture = "x86_64"', "arm64: it is for the processor"],
  ["var.arm64_instance_type", "var.x86_64_instance_type", "arm64: the builder is of the processor"],
  [`-arm64-${ref("local.name")}`, "-arm64", "arm64: the name says so, and when"],
  [`manifest-${ref("source.name")}.json`, "manifest.json", "each build has a manifest of its own"],
  [/source_image +=.*\n/, "", "the manifest says what the image is made of"],
  [/post-processor "shell-local" [\s\S]*?\n {4}\}\n/, "", "the manifest is completed"],
  [/"fairlead:source-image" .*\n/, "", "the image says what it is made of"],
  ["var.project", '"1"', "the image is its project's"],
  [/^ {2}tags +=.*\n(?= {2}snap)/m, "", "the image has its tags"],
  [/, "\$\{local.dist\}\/node-bundle.tar"/, "", "installing comes after what it needs"],
  [/, "BUNDLE_SHA256=[^"]*"/, "", "installing is told the bundle's checksum"],
  [
    "  post-processors {",
    '  provisioner "shell" {\n    inline = ["ssh-keygen -A"]\n  }\n\n  post-processors {',
    "the clean-up is last",
  ],
  [`, "${ref("path.root")}/check.sh"`, "", "and the check behind it"],
];

describe("the template of the node image", () => {
  it("does what an image must have done", async () => {
    assert.deepEqual(await findings(template), []);
  });

  for (const [from, to, finding] of WRONG) {
    it(`is held to it that ${finding} (${to.trim().split("\n")[0] || `no ${from}`})`, async () => {
      const changed = template.replace(from, to);
      assert.notEqual(changed, template);
      assert.ok((await findings(changed)).includes(finding));
    });
  }

  it("has a rule for each variable that is a text or a number, which its default keeps", async () => {
    const { variable } = (await parse("variables.pkr.hcl", variables)) as {
      variable: Record<string, [{ type: string; description: string; validation?: [{ error_message: string }] }]>;
    };
    for (const [name, [{ type, description, validation }]] of Object.entries(variable)) {
      assert.ok(description.length > 10, name);
      if (type !== ref("bool")) assert.match(validation?.[0].error_message ?? "", new RegExp(`^The ${name} must`));
    }
  });

  it("runs scripts that are there and can be run, on files that are there", () => {
    for (const [, file = ""] of template.matchAll(/\$\{path\.root\}\/([\w.-]+)/g)) {
      if (file === "dist") continue; // what is built
      assert.ok(existsSync(join(folder, file)), file);
      if (file.endsWith(".sh")) assert.ok(statSync(join(folder, file)).mode & 0o100, file);
    }
  });
});
