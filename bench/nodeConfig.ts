import { bucketOf, changedBundle, reference } from "../test/nodeImage/booted/bundles";
import { boot, METADATA, whyNoMachine } from "../test/nodeImage/booted/machine";
import { median } from "./measure";

const usage = `Measures what the configuration of a node costs: a machine is booted in a namespace, as root, and configured.

  node --require tsx/cjs bench/nodeConfig.ts
`;
const RUNS = 9;

async function main(): Promise<void> {
  if (process.argv.length > 2) return void process.stdout.write(usage);
  const why = whyNoMachine();
  if (why !== undefined) throw new Error(`no machine can be booted here: ${why}`);
  const bundle = await changedBundle({});
  const node = boot(
    { metadata: METADATA, baked: bundle, parameter: reference(bundle), objects: bucketOf(bundle) },
    `stopwatch() { local from=$EPOCHREALTIME; "\${@:2}" >/dev/null 2>&1; echo "$1 $from $EPOCHREALTIME" >>/results/times; }
systemctl show node-config.service --property=ExecMainStartTimestampMonotonic,ExecMainExitTimestampMonotonic >/results/boot
for i in {1..${RUNS}}; do
  stopwatch again /usr/libexec/fairlead/node-config refresh
  keep changed$i /var/lib/fairlead/status.json
done
cd /var/lib/fairlead/current
for i in {1..${RUNS}}; do stopwatch playbook ansible-playbook -i localhost, -c local site.yml -e @/run/fairlead/facts.json; done
for i in {1..${RUNS}}; do stopwatch facts /usr/libexec/fairlead/node-facts; done
for i in {1..${RUNS}}; do
  stopwatch aws aws --region eu-west-1 ssm get-parameter --name /fairlead/dev/node-bundle
done
`,
  );
  for (let run = 1; run <= RUNS; run++) {
    const { changed, result } = JSON.parse(node.file(`changed${run}`) ?? "{}");
    if (changed !== 0 || result !== "ok")
      throw new Error(`run ${run} did not do nothing: ${node.file(`changed${run}`)}`);
  }
  const [start = 0, end = 0] = [...(node.file("boot") ?? "").matchAll(/=(\d+)/g)].map(([, time]) => Number(time));
  const times = (node.file("times") ?? "")
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const seconds = (name: string) =>
    median(times.filter(([what]) => what === name).map(([, from, to]) => Number(to) - Number(from)));
  const rows: [string, number][] = [
    ["first boot, all changed (once)", (end - start) / 1e6],
    ["run again, nothing changed", seconds("again")],
    ["of it, the playbook", seconds("playbook")],
    ["of it, instance metadata", seconds("facts")],
    ["of it, each of two calls of AWS", seconds("aws")],
  ];
  for (const [what, value] of rows) console.log(`${what.padEnd(34)} ${value.toFixed(1).padStart(5)} s`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
