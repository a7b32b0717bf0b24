import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RequestCertificateCommand } from "@aws-sdk/client-acm";
import { findEngine } from "./engine";
import { type Clients, clientsFor } from "./engineAws";
import { Project, type StackState } from "./engineProject";
import { componentNames } from "./library";
import { RECORDED, RECORDED_REGION, RECORDED_STACK, type RecordedResource } from "./recorded";
import { treeOf } from "./tree";

/**
 * Writes down what a release of the library makes, before it is published: `node --require tsx/cjs
 * test/support/recordRelease.ts 0.2.0` runs `test/recorded/0.2.0/program` on an engine and keeps the stack's state and its
 * tree beside it.
 */
async function recordRelease(version: string): Promise<void> {
  const offer = findEngine();
  if ("missing" in offer) throw new Error(offer.missing);
  const engine = await offer.start();
  const project = new Project(engine.environment, RECORDED_REGION);
  try {
    const program = project.at(`test/recorded/${version}/program`);
    const certificateArns = await certificates(clientsFor(engine.endpoint, RECORDED_REGION));
    program.configure(RECORDED_STACK, "recorded:certificateArns", certificateArns);
    await program.create(RECORDED_STACK);
    await program.succeed("up", RECORDED_STACK);
    const state = trimmed(await program.exportState(RECORDED_STACK));
    const tree = treeOf(state.deployment.resources.filter(isDeclared));
    const missing = componentNames().filter((name) => !tree.includes(`fairlead:index:${name} `));
    if (missing.length > 0) throw new Error(`The program of ${version} does not use ${missing.join(", ")}.`);
    const folder = join(RECORDED, version);
    writeFileSync(join(folder, "state.json"), linesOf(state));
    writeFileSync(join(folder, "tree.txt"), tree);
    const config = { config: { "recorded:certificateArns": certificateArns } };
    writeFileSync(join(folder, "program", `Pulumi.${RECORDED_STACK}.yaml`), `${JSON.stringify(config, null, 2)}\n`);
  } finally {
    project.remove();
    await engine.stop();
  }
}

/** Two certificates, as somebody has them before there is a stack. */
async function certificates({ acm }: Clients): Promise<string[]> {
  const asked = ["lab.example.com", "lab.example.org"].map((DomainName) =>
    acm.send(new RequestCertificateCommand({ DomainName, ValidationMethod: "DNS" })),
  );
  return (await Promise.all(asked)).map(({ CertificateArn = "" }) => CertificateArn);
}

function isDeclared({ type }: RecordedResource): boolean {
  return type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:");
}

/** What a preview needs of a state: no dates, no paths of the machine that made it, no order of deletion. */
function trimmed({ version, deployment }: StackState) {
  const resources = (deployment.resources ?? []) as RecordedResource[];
  return {
    version,
    deployment: {
      manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" },
      resources: resources.map(({ outputs, ...resource }) => {
        const kept = Object.entries(resource).filter(([key]) => !LEFT_OUT.includes(key));
        // How the provider got from Terraform's state to this one; it can tell without.
        const { __pulumi_raw_state_delta: _, ...others } = outputs ?? {};
        return { ...Object.fromEntries(kept), ...(outputs && { outputs: others }) } as RecordedResource;
      }),
    },
  };
}

const LEFT_OUT = ["created", "modified", "sourcePosition", "stackTrace", "dependencies", "propertyDependencies"];

/** JSON with a line for each resource, so that two releases can be compared. */
function linesOf({ version, deployment: { manifest, resources } }: ReturnType<typeof trimmed>): string {
  const lines = resources.map((resource) => JSON.stringify(resource)).join(",\n");
  return `{"version":${version},"deployment":{"manifest":${JSON.stringify(manifest)},"resources":[\n${lines}\n]}}\n`;
}

const [, , version] = process.argv;
if (!version || !readFileSync(join(RECORDED, version, "program/index.ts"))) throw new Error("Say which version.");
recordRelease(version).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
