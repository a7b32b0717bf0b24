import { readFileSync, writeFileSync } from "node:fs";
import { CreateTagsCommand, EC2Client } from "@aws-sdk/client-ec2";
import "../tools/aws";

// Packer runs this behind a build: node --require tsx/cjs record.ts MANIFEST AGENT_VERSION_FILE

/** The part of Packer's manifest that is read and written here; all else stays as it is. */
interface Manifest {
  readonly last_run_uuid: string;
  readonly builds: readonly {
    readonly packer_run_uuid: string;
    /** Region and id, like `eu-central-1:ami-0123456789abcdef0`. */
    readonly artifact_id: string;
    readonly custom_data?: Readonly<Record<string, string>>;
  }[];
}

/** Writes the agent's version into the manifest, for the image of the last run. @returns that image */
function complete(file: string, agentVersion: string): { region: string; id: string } {
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const isLast = ({ packer_run_uuid }: { packer_run_uuid: string }) => packer_run_uuid === manifest.last_run_uuid;
  const [, region, id] = /^([a-z0-9-]+):(ami-[0-9a-f]+)$/.exec(manifest.builds.find(isLast)?.artifact_id ?? "") ?? [];
  if (region === undefined || id === undefined) throw new Error(`${file} has no image of its last run.`);
  const builds = manifest.builds.map((build) =>
    isLast(build) ? { ...build, custom_data: { ...build.custom_data, ecs_agent_version: agentVersion } } : build,
  );
  writeFileSync(file, `${JSON.stringify({ ...manifest, builds }, undefined, 2)}\n`);
  return { region, id };
}

async function main([manifest = "", versionFile = ""]: readonly string[]): Promise<void> {
  const version = readFileSync(versionFile, "utf8").trim();
  if (!/^[0-9]+(\.[0-9]+)+$/.test(version))
    throw new Error(`${versionFile} has no version of the ECS agent: ${version}`);
  const { region, id } = complete(manifest, version);
  const Tags = [{ Key: "fairlead:ecs-agent-version", Value: version }];
  await new EC2Client({ region }).send(new CreateTagsCommand({ Resources: [id], Tags }));
  process.stdout.write(`${id} in ${region}, ECS agent ${version}. To pin it: npm run ami -- ENVIRONMENT --newest\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`The image is there, but not recorded: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
