/**
 * What the entry point adds to the start of a container, under each shell that an image may have: `npm run bench --
 * --entrypoint` prints a table, in milliseconds.
 *
 * The app is `true`. "alone" starts it without anything before it; "shell" with a shell that does nothing but `exec` it;
 * "entry point" with all that there is to do: six keys of node.config, arguments of three environments, the cluster
 * compared with the agent's file and two ports from it. "adds" is what a container waits longer than without it. The last
 * two columns are the same in a UTF-8 locale, where a shell takes longer, with the longest arguments in each of the three
 * environments: of as many words as there may be, and of one full of backslashes.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentMetadata, entrypoint, SHELLS, tcp } from "../test/support/entrypoint";
import { median } from "./measure";

const RUNS = 51;
const RUNS_OF_LONGEST = 5;

const LONGEST = { words: " xxxxxxx".repeat(512), backslashes: `"${"\\n".repeat(2_047)}"` };
const argsOf = (each: string) => ["dev", "stage", "prod"].map((name) => `${name}:${each}\n`).join("");

const folder = mkdtempSync(join(tmpdir(), "fairlead-bench-"));
try {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const node = { MY_ENVIRONMENT: "dev", MY_CLUSTER: "fairlead-dev", MY_REGION: "eu-west-1", HOST_IP: "10.0.1.7" };
  const more = { MY_INSTANCE_ID: "i-0123456789abcdef0", MY_INSTANCE_LIFECYCLE: "on-demand" };
  const lines = Object.entries({ ...node, ...more }).map(([key, value]) => `${key}="${value}"\n`);
  file("node.config", lines.join(""));
  const env = {
    PATH: process.env.PATH,
    CONTAINER_CONFIG_DIR: folder,
    ENTRYPOINT_ARGS_FILE: file(
      "args",
      'dev: --log-level debug --greeting "Hello there"\nstage: --log-level info\nprod:\n',
    ),
    ENTRYPOINT_WAIT_FOR_PORTS_SECONDS: "5",
    ECS_CONTAINER_METADATA_FILE: file(
      "metadata.json",
      agentMetadata({ PortMappings: [tcp(8080, 32_768), tcp(8080, 32_769, "::"), tcp(9090, 32_770)] }),
    ),
  };
  /** Milliseconds from the start of a program to its end. */
  const timed = ([program = "", ...args]: readonly string[], changes: object = {}) => {
    const started = performance.now();
    const { status, stderr, error } = spawnSync(program, args, {
      env: { ...env, ...changes },
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (status !== 0) throw error ?? new Error(`${program} ${args.join(" ")} ended with code ${status}: ${stderr}`);
    return performance.now() - started;
  };

  const here = SHELLS.filter(([program = "", ...options]) => spawnSync(program, [...options, "-c", ":"]).status === 0);
  for (const shell of SHELLS.filter((each) => !here.includes(each))) console.log(`${shell.join(" ")} is not here`);
  const candidates = here.map((shell) => ({
    shell,
    alone: [] as number[],
    bare: [] as number[],
    whole: [] as number[],
  }));
  for (let run = 0; run <= RUNS; run++) {
    for (const { shell, alone, bare, whole } of candidates) {
      const times = [["true"], [...shell, "-c", "exec true"], [...shell, entrypoint, "true"]].map((command) =>
        timed(command),
      );
      if (run > 0) for (const [i, list] of [alone, bare, whole].entries()) list.push(times[i] ?? 0);
    }
  }
  const longest = Object.entries(LONGEST).map(([name, each]) => ({
    LC_ALL: "C.UTF-8",
    ENTRYPOINT_ARGS_FILE: file(name, argsOf(each)),
  }));
  console.log(
    `medians of ${RUNS} runs after one that is not counted, of the longest arguments of ${RUNS_OF_LONGEST}, ms\n`,
  );
  console.log("shell          alone   shell   entry point    adds   512 words   backslashes");
  for (const { shell, alone, bare, whole } of candidates) {
    const [app, started, all] = [alone, bare, whole].map(median) as [number, number, number];
    const [words, backslashes] = longest.map((changes) =>
      median(Array.from({ length: RUNS_OF_LONGEST }, () => timed([...shell, entrypoint, "true"], changes))),
    ) as [number, number];
    const cells = [
      [app, 6],
      [started, 8],
      [all, 14],
      [all - app, 8],
      [words, 12],
      [backslashes, 14],
    ] as const;
    console.log(`${shell.join(" ").padEnd(13)} ${cells.map(([ms, width]) => ms.toFixed(1).padStart(width)).join("")}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
