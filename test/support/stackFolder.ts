import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject } from "../../tools/preview/settings";
import { readStackFiles } from "../../tools/stack/environments";
import type { Running } from "./fakeEcs";

/** A folder with the files of a project whose environments are dev, stage and prod, and nothing else. */
export class StackFolder {
  readonly path = mkdtempSync(join(tmpdir(), "fairlead-stacks-"));

  constructor(pins: Readonly<Record<string, Readonly<Record<string, number>>>>, settings: readonly string[] = []) {
    this.write(
      "Pulumi.yaml",
      [
        "name: fairlead",
        "config:",
        ...["kind: { type: string, default: environment }", "environment: { type: string, default: '' }"].map(
          (it) => `  ${it}`,
        ),
        "  environments: { type: array, items: { type: string }, default: [dev, stage, prod] }",
        "  pins: { type: object, default: {} }",
      ].join("\n"),
    );
    const kind = ["config:", ...settings.map((it) => `  ${it}`), "  fairlead:kind: releases", ""];
    this.write("Pulumi.releases.yaml", kind.join("\n"));
    for (const [stack, pinned] of Object.entries(pins)) {
      const lines = Object.entries(pinned).map(([name, revision]) => `    ${name}: ${revision} # ${name}`);
      this.write(
        `Pulumi.${stack}.yaml`,
        ["# kept", "config:", ...settings.map((it) => `  ${it}`), "  fairlead:pins:", ...lines, ""].join("\n"),
      );
    }
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.path, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), "utf8");
  }

  delete(file: string): void {
    rmSync(join(this.path, file));
  }

  /** What runs when every environment is as its file says: a service for each pin, in the environment's cluster. */
  pinned(): Required<Running>["clusters"] {
    const { environments } = readStackFiles(readProject(this.path));
    return Object.fromEntries(
      environments.map(({ environment, pins }) => {
        const services = Object.entries(pins).map(([name, pin]) => [name, deployed(`${name}:${pin}`)]);
        return [`fairlead-${environment}`, { services: Object.fromEntries(services) }];
      }),
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** What leads a stack to an account of its own. */
export function settingsFor(endpoint: string, region = "eu-central-1"): string[] {
  return [
    `aws:region: ${region}`,
    "aws:accessKey: AKIAEXAMPLE",
    "aws:secretKey: s",
    `aws:endpoints: [{ ecs: "${endpoint}", scheduler: "${endpoint}" }]`,
  ];
}

/** A service of which all is deployed. */
export function deployed(release: string): object {
  return { deployments: [{ status: "PRIMARY", taskDefinition: release, rolloutState: "COMPLETED" }] };
}
