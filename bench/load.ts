/**
 * Loads the two SDKs and ends: what a program costs before it has said anything. `load.ts TYPE...` loads what resources
 * of these types need, in the way the preview does; `load.ts --all` loads the SDKs as they come, and every class in them.
 */
import { dirname, join } from "node:path";
import { beLean } from "../tools/preview/lean";

const [first, ...others] = process.argv.slice(2);
if (first === "--all") {
  require("@pulumi/pulumi");
  const aws = require("@pulumi/aws") as Record<string, Record<string, unknown> | undefined>;
  for (const service of Object.values(aws)) for (const key of Object.keys(service ?? {})) void service?.[key];
} else {
  beLean();
  const sdk = dirname(require.resolve("@pulumi/aws"));
  require(sdk);
  // The module of a type is the file of its class: `aws:ecs/cluster:Cluster`.
  for (const type of [first, ...others]) if (type) require(join(sdk, type.split(":")[1] ?? ""));
}
