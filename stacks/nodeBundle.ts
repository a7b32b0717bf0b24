import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EcsEnvironmentArgs, poolsOnOwnImages } from "fairlead";
import { refusal } from "./refusal";

type Bundle = Pick<EcsEnvironmentArgs, "nodeBundlePath">;

let packed: Promise<string> | undefined;

/** The playbooks of `node-image/ansible` as a file, where a pool runs an image that configures itself with them. @throws pulumi.RunError */
export async function bundleFor(environment: Pick<EcsEnvironmentArgs, "pools" | "nodeImages">): Promise<Bundle> {
  if (Object.keys(poolsOnOwnImages(environment)).length === 0) return {};
  packed ??= pack();
  return { nodeBundlePath: await packed };
}

/** Packs them, once for a process, in a folder that goes with it: the engine has read the file by then. */
async function pack(): Promise<string> {
  // Loaded here, because an environment of stock images needs none of it.
  const { BundleError, packNodeBundle } = require("../node-image/bundle") as typeof import("../node-image/bundle");
  const { tar } = await packNodeBundle().catch((error: unknown) => {
    throw error instanceof BundleError ? refusal(error.problems) : error;
  });
  const folder = mkdtempSync(join(tmpdir(), "fairlead-node-bundle-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "node-bundle.tar");
  writeFileSync(path, tar);
  return path;
}
