/**
 * What the policy pack costs: `node --require ./tools/typescript.js bench/pack.ts [RESOURCES...]`, by default 300, 1,000 and 3,000.
 *
 * Stacks of that size are made of what the stack `prod` of this project declares: the same environment several times over,
 * and one environment with the same services several times over. The pack is asked what the engine asks, about each resource
 * and then about the stack. "Bare" is a pack with two policies that look at nothing: what @pulumi/policy itself takes.
 */
import { type EcsPolicy, ecsPolicies } from "fairlead-policy";
import { judgeRequests } from "../test/support/policyJudge";
import { recordStack } from "../test/support/stacks";
import { resourceRequests, stackRequest } from "../tools/preview/analyzerRequests";
import type { RecordedResource, Recording } from "../tools/preview/recording";
import { median } from "./measure";

const RUNS = 5;

/** A policy that takes part in every question and looks at nothing. */
function idle(name: string): EcsPolicy {
  return {
    name,
    description: name,
    enforcementLevel: "mandatory",
    validateResource: () => {},
    validateStack: () => {},
  };
}

/** A recording with copies of some of its resources, until there are so many. */
function grown(recording: Recording, size: number, isCopied: (resource: RecordedResource) => boolean): Recording {
  const originals = recording.resources.filter(isCopied);
  const names = new Map(originals.map(({ urn }) => [urn, urn] as const));
  const resources = [...recording.resources];
  for (let copy = 1; resources.length < size; copy++) {
    const renamed = (urn: string) => (names.has(urn) ? `${urn}-${copy}` : urn);
    for (const { urn, name, parent, dependencies, propertyDependencies, ...same } of originals) {
      resources.push({
        ...same,
        urn: renamed(urn),
        name: `${name}-${copy}`,
        ...(parent !== undefined && { parent: renamed(parent) }),
        dependencies: dependencies.map(renamed),
        propertyDependencies: Object.fromEntries(
          Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.map(renamed)]),
        ),
      });
    }
  }
  return { ...recording, resources };
}

async function seconds(policies: EcsPolicy[], recording: Recording): Promise<number> {
  const [resources, stack] = [resourceRequests(recording), stackRequest(recording)];
  const started = process.cpuUsage();
  await judgeRequests(policies, resources, stack, recording.preview);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

async function main(): Promise<void> {
  const sizes = process.argv.slice(2).map(Number);
  const prod = await recordStack("prod");
  const service = prod.resources.find(({ type }) => type === "fairlead:index:WebService")?.urn;
  const shapes: [string, (resource: RecordedResource) => boolean][] = [
    ["environments", ({ type }) => !type.startsWith("pulumi:")],
    ["services", ({ urn, parent }) => urn === service || parent === service],
  ];
  console.log(`medians of ${RUNS} runs after one that is not counted, seconds of CPU\n`);
  console.log("more of       resources    bare    pack    more");
  for (const [shape, isCopied] of shapes) {
    for (const size of sizes.length > 0 ? sizes : [300, 1_000, 3_000]) {
      const recording = grown(prod, size, isCopied);
      const times: [number, number][] = [];
      for (let run = 0; run <= RUNS; run++) {
        times.push([await seconds([idle("one"), idle("two")], recording), await seconds(ecsPolicies(), recording)]);
      }
      const [bare, pack] = [0, 1].map((column) => median(times.slice(1).map((time) => time[column] ?? 0)));
      const figures = [bare ?? 0, pack ?? 0, (pack ?? 0) - (bare ?? 0)].map((value) => value.toFixed(2).padStart(8));
      console.log(`${shape.padEnd(13)} ${String(recording.resources.length).padStart(9)}${figures.join("")}`);
    }
  }
}

void main();
