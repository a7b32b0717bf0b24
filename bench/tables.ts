import type { Benchmark, Size } from "./benchmark";
import type { Usage } from "./measure";

/** What was measured, for people. */
export function tables(result: Benchmark): string[] {
  const { machine, load, sizes, runs } = result;
  const usages: [string, Usage][] = [
    ["Node", load.node],
    ["the two SDKs, what is used of them", load.used],
    ["the two SDKs, all of them", load.all],
  ];
  for (const { services, preview, withPack, cdk } of sizes) {
    usages.push([`${services} services`, preview], [`${services} services, with the pack`, withPack]);
    if (cdk) usages.push([`${services} services, AWS CDK`, cdk]);
  }
  return [
    `Whole processes, medians of ${runs}, in turn. ${result.date}, Node ${machine.node}, ${machine.processors} x ` +
      `${machine.processor}, ${Math.round(machine.memoryMiB / 1024)} GiB, load ${machine.load.toFixed(1)}.`,
    "",
    ...table([
      ["", "wall s", "CPU s", "peak MiB"],
      ...usages.map(([name, use]) => [name, fixed(use.wallSeconds), fixed(use.cpuSeconds), use.peakMiB.toFixed(0)]),
    ]),
    "",
    "Above the bare load of what is used of the SDKs, for each service:",
    "",
    ...table([
      ["services", "resources", "wall ms", "CPU ms", "MiB", "wall ms with the pack"],
      ...sizes.map((size) => [
        String(size.services),
        String(size.resources),
        ...perService(size.preview, load.used, size.services),
        ...perService(size.withPack, load.used, size.services).slice(0, 1),
      ]),
    ]),
    "",
    ...growth(result),
    ...sizes.flatMap(besideCdk),
  ];
}

/** How much longer the largest estate takes than a smaller one, 10 services where there are such. */
function growth({ sizes, load }: Benchmark): string[] {
  const largest = sizes.at(-1);
  const smaller = sizes.find(({ services }) => services === 10) ?? sizes[0];
  if (largest === undefined || smaller === undefined || largest === smaller) return [];
  const times = (key: "wallSeconds" | "cpuSeconds") =>
    ((largest.preview[key] - load.used[key]) / (smaller.preview[key] - load.used[key])).toFixed(1);
  return [
    `${largest.services} services against ${smaller.services}: ${times("wallSeconds")} times the time above the bare load, ` +
      `${times("cpuSeconds")} times the CPU.`,
  ];
}

function besideCdk({ services, resources, inCloudFormation, preview, cdk }: Size): string[] {
  if (cdk === undefined) return [];
  const part = (key: keyof Usage) => fixed(preview[key] / cdk[key]);
  return [
    `${services} services beside AWS CDK: ${part("wallSeconds")} of its time, ${part("cpuSeconds")} of its CPU, ` +
      `${part("peakMiB")} of its memory; ${resources} resources (as CloudFormation counts, ${inCloudFormation}) to ${cdk.resources}.`,
  ];
}

function perService(use: Usage, bare: Usage, services: number): string[] {
  return [
    ((1000 * (use.wallSeconds - bare.wallSeconds)) / services).toFixed(0),
    ((1000 * (use.cpuSeconds - bare.cpuSeconds)) / services).toFixed(0),
    ((use.peakMiB - bare.peakMiB) / services).toFixed(1),
  ];
}

/** A table as Markdown, which is readable in a terminal too. The first column is text, the others are numbers. */
function table([head = [], ...rows]: string[][]): string[] {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)];
}

function fixed(value: number): string {
  return value.toFixed(2);
}
