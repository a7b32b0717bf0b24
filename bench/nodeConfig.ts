import { bucketOf, changedBundle, reference } from "../test/nodeImage/booted/bundles";
import { boot, METADATA, whyNoMachine } from "../test/nodeImage/booted/machine";
import { median } from "./measure";

const usage = `Measures what the configuration of a node costs: a machine is booted in a namespace, as root, and configured.

  node --require tsx/cjs bench/nodeConfig.ts
`;
const RUNS = 5;

async function main(): Promise<void> {
  if (process.argv.length > 2) return void process.stdout.write(usage);
  const why = whyNoMachine();
  if (why !== undefined) throw new Error(`no machine can be booted here: ${why}`);
  const bundle = await changedBundle({});
  const node = boot(
    { metadata: METADATA, baked: bundle, parameter: reference(bundle), objects: bucketOf(bundle) },
    `TIMEFORMAT="%R %U %S"
stopwatch() { { time "\${@:2}" >/dev/null 2>&1; } 2>/tmp/time; echo "$1 $(tail -n 1 /tmp/time)" >>/results/times; }
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
  const row = (text: string, name: string) => {
    const runs = times.filter(([what]) => what === name).map(([, ...figures]) => figures.map(Number));
    const wall = median(runs.map(([real = 0]) => real));
    const cpu = median(runs.map(([, user = 0, system = 0]) => user + system));
    return `${text.padEnd(34)} ${wall.toFixed(1).padStart(6)} ${cpu.toFixed(1).padStart(6)}`;
  };
  console.log(`${"".padEnd(34)} wall s  CPU s`);
  console.log(`${"first boot, all changed (once)".padEnd(34)} ${((end - start) / 1e6).toFixed(1).padStart(6)}`);
  console.log(row("run again, nothing changed", "again"));
  console.log(row("of it, the playbook", "playbook"));
  console.log(row("of it, instance metadata", "facts"));
  console.log(row("of it, each call of AWS", "aws"));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
